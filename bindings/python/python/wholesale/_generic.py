"""`Generic` without `typing`, whose import takes longer than that of everything else in the package."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic as Generic

    from wholesale._types import T as T
else:
    T = object

    class Generic:
        __slots__ = ()
        __class_getitem__ = classmethod(type(list[int]))
