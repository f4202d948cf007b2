"""How a tab is joined to the page: what it is built on, and what every event of it has in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from contracts import StudioError
from studio.house import VISITOR_COOKIE, House, Visit

Changes = dict[Any, Any]
"""New values by control; what is not named stays as it is."""


@dataclass(frozen=True)
class Page:
    """What a tab is built on.

    tabs, tab: all tabs, and the one being built.
    sent:      what was sent to a tab last: {"tab", "output", "number"}; each tab that takes results watches it.
    """

    blocks: gr.Blocks
    house: House
    tabs: gr.Tabs
    tab: gr.Tab
    sent: gr.State

    def visit(self, request: gr.Request) -> Visit:
        """Whose page this is."""
        return self.house.visit(request.cookies.get(VISITOR_COOKIE), request.session_hash)

    def send(self, tab: str, output_id: str, before: dict[str, Any] | None) -> Changes:
        """Go to another tab and open a result there; `before` is what was sent last."""
        number = int((before or {}).get("number", 0)) + 1
        return {self.tabs: gr.Tabs(selected=tab), self.sent: {"tab": tab, "output": output_id, "number": number}}


class Wires:
    """Binds events to handlers that get the visit, what was clicked and the form, as far as they ask for them.

    form, read: the controls of a form and how their values become one; given to handlers with a parameter 'form'.
    stage:      shows that it waits while a handler works that changes it; no other control blinks.
    turns:      states that several handlers change: those take turns in their tab. A handler is given a state as it is
                when the handler begins, so of two at once the later answer would bring back what the other changed.
                What takes long should change none of them: it keeps the others waiting.
    """

    def __init__(
        self,
        page: Page,
        form: Sequence[Any],
        read: Callable[[Sequence[Any]], Any],
        stage: gr.HTML | None = None,
        turns: Sequence[gr.State] = (),
    ) -> None:
        self._page, self._form, self._read, self._stage, self._turns = page, list(form), read, stage, turns

    def __call__(
        self, event: Any, handler: Callable[..., Changes], inputs: list[Any], outputs: list[Any], **how: Any
    ) -> Any:
        """Call `handler` when `event` happens; it returns what changes on the page."""
        asks = handler.__annotations__
        form = self._form if "form" in asks else []

        def call(request: gr.Request, clicked: gr.EventData, *values: Any) -> Changes:
            visit = self._page.visit(request)
            given = list(values[: len(inputs)])
            if "event" in asks:
                given.insert(0, clicked._data or {})
            try:
                if form:
                    given.append(self._read(values[len(inputs) :]))
                return handler(visit, *given) or (gr.skip() if outputs else {})
            except StudioError as error:
                raise gr.Error(str(error), title="That did not work", print_exception=False) from error

        call.__annotations__ = {"request": gr.Request, "clicked": gr.EventData}
        if getattr(event, "event_name", "") == "input":  # else a choice made while the last is answered goes unheard
            how.setdefault("trigger_mode", "always_last")
        if any(one is state for one in outputs for state in self._turns):
            how.setdefault("concurrency_id", f"turns of {self._page.tab.id}")
        late = {"show_progress": "minimal", "show_progress_on": [self._stage]}
        shown = late if self._stage is not None and self._stage in outputs else {"show_progress": "hidden"}
        return event(call, [*inputs, *form], outputs, **{"api_visibility": "private", **shown, **how})
