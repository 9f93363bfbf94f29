"""The step that a user takes: its form read, its questions asked, its answers told.

``form.read`` is the one reader of typed-in values, for page, timeline and API alike.
"""

from .context import Choice, FormContext
from .errors import FieldError
from .form import FormResult, read, read_joint

__all__ = ["Choice", "FieldError", "FormContext", "FormResult", "read", "read_joint"]
