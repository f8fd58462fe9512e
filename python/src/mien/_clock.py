"""The store's clock."""

from __future__ import annotations

import datetime
import typing
import zoneinfo

from ._outcomes import UsageError


def offset_of(time_zone: str) -> typing.Callable[[float], int]:
    """Seconds since 1970 → minutes that local time is ahead of UTC; an IANA name, or "": this machine's own zone."""
    try:
        zone = zoneinfo.ZoneInfo(time_zone) if time_zone else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as unknown:
        words = f"this system has no time zone '{time_zone}'"
        remedy = "write an IANA name such as Europe/Berlin, and install the package tzdata"
        raise UsageError(f"time_zone: {words} ({remedy})", "time_zone", words, remedy) from unknown

    def offset(seconds: float) -> int:
        moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).astimezone(zone)
        ahead = moment.utcoffset()
        return 0 if ahead is None else round(ahead.total_seconds() / 60)

    return offset
