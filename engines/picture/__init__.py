"""Pictures of a Motion: a film, a 3D page or a small still.

A request says which motion, with what sound, on which body and filmed how; `render` and `view` make the file. A
motion that is already in memory can be given beside the request.
"""

from engines.picture.film import Film, render
from engines.picture.page import Page, page_of, view
from engines.picture.requests import RenderRequest, ViewRequest
from engines.picture.still import thumbnail

__all__ = ["Film", "Page", "RenderRequest", "ViewRequest", "page_of", "render", "thumbnail", "view"]
