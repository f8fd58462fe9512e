"""What each process of the notebook's second step does. In a file of its own: processes that are started anew import it."""
import mien


def faces_of(clip: str) -> int:
    """The plain script on one recording."""
    return int(mien.run(clip, approach="baseline", emotion="none").summary["total"]["faces"])
