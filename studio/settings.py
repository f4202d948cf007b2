"""How one run of the app was asked to behave: where it listens, where it keeps files, and who may see it."""

import ipaddress
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts import StudioError

DEFAULT_PORT = 7860
USER_NAME = "marionette"


def default_workspace() -> Path:
    """Where a creator's files are when nothing else was said."""
    return Path.home() / "Marionette"


class Settings(BaseModel):
    """The flags of `python launch.py`, checked together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on; 127.0.0.1 is this computer alone.", min_length=1)
    port: int = Field(DEFAULT_PORT, description="Port to listen on.", ge=1, le=65535)
    workspace: Path = Field(
        default_factory=default_workspace,
        description="Folder that holds everything you make. [Marionette in your home folder]",
    )
    open_browser: bool = Field(True, description="Open the page in the browser once it is served.")
    share: bool = Field(False, description="Make a public link through Gradio for a week; needs a password.")
    password: str | None = Field(
        None, description=f"Ask visitors for this password; the user name is '{USER_NAME}'.", min_length=8, repr=False
    )
    public: bool = Field(
        False, description="Serve strangers: a temporary private workspace each, limits on size and length."
    )

    @model_validator(mode="after")
    def _nobody_uninvited(self) -> "Settings":
        if self.share and not self.password:
            raise StudioError(
                "--share puts this studio on the internet, and no password was given.",
                "Add --password with at least 8 characters.",
            )
        if not self.loopback and not (self.password or self.public):
            raise StudioError(
                f"--host {self.host} lets other computers in, and no password was given.",
                "Add --password, or --public if strangers may use it with limits.",
            )
        return self

    @property
    def loopback(self) -> bool:
        """Whether only this computer can reach the page."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def auth(self) -> tuple[str, str] | None:
        """User name and password for Gradio's `auth`, when a password was asked for."""
        return (USER_NAME, self.password) if self.password else None


def on_a_space() -> bool:
    """Whether we run as a Hugging Face Space, which is public by nature."""
    return bool(os.environ.get("SPACE_ID"))
