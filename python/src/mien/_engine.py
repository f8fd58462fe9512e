"""Loads the module, and says what is missing where that cannot be done."""

from __future__ import annotations

try:
    from . import _mien  # noqa: F401
except ImportError as missing:
    words = str(missing)
    if "libopenvino" in words:
        remedy = "into the environment of mien: pip install openvino==2026.4.1"
    elif "cannot open shared object file" in words:
        remedy = "this wheel is for the system it was built on, whose FFmpeg it uses: install mien's packages (tools/install-packages), or build it here (pip install ./python)"
    else:
        raise
    raise ImportError(f"mien: {words} ({remedy})") from missing
