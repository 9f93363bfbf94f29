"""Which day it is where the case is."""

from __future__ import annotations

from datetime import date

from ctj.workflow.instants import local_day

from .open_case import OpenCase


def today_of(opened: OpenCase) -> date:
    """The local day of the viewer's now, in the time zone of the case."""
    return local_day(opened.viewer.now, opened.file.zone)
