"""Write a calendar file as RFC 5545 wants it: times in UTC, folded lines, CRLF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone

LONGEST = 75  # bytes of a line; what is longer goes on in the next one, after a space


@dataclass
class Event:
    """One entry of a calendar; the times know their zone."""

    identifier: str  # unique in the world, and the same when the file is written again
    start: datetime
    end: datetime
    title: str
    place: str = ""
    description: str = ""
    address: str = ""  # of a page about it


def escaped(text: str) -> str:
    """Return text as the value of a property: backslashes, semicolons, commas and new lines are marked."""
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", r"\n")


def folded(line: str) -> str:
    """Return a line cut into pieces of at most LONGEST bytes, none of them in the middle of a letter."""
    pieces = [""]
    for letter in line:
        if len((pieces[-1] + letter).encode()) > LONGEST:
            pieces.append(" ")
        pieces[-1] += letter
    return "\r\n".join(pieces)


def utc(moment: datetime) -> str:
    """Return a moment as 20270315T080000Z."""
    return moment.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def calendar(events: list[Event], written: datetime) -> str:
    """Return the calendar file with these events.

    Args:
        events: in any order
        written: when the workshop was last described
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Introduction to deep learning//workshop//EN",
        "METHOD:PUBLISH",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.identifier}",
            f"DTSTAMP:{utc(written)}",
            f"DTSTART:{utc(event.start)}",
            f"DTEND:{utc(event.end)}",
            f"SUMMARY:{escaped(event.title)}",
        ]
        optional = {"LOCATION": escaped(event.place), "DESCRIPTION": escaped(event.description), "URL": event.address}
        lines += [f"{name}:{value}" for name, value in optional.items() if value]
        lines.append("END:VEVENT")
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])
