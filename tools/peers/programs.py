"""The table of programs that are compared: how each is called, and on how many frames."""

import dataclasses
import pathlib

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Program:
    name: str
    call: list            # its command, without the clip
    beside: str = ""      # detector of the mien that it is compared with
    environment: str = "peers"
    most_frames: int = 0  # 0: the whole clip; else its first frames: what is slow is not run for hours
    detector: str = ""    # of a mien


def peers(models, pythons):
    """Those whose models are there, in the order of the table. `models`: file of each name, `pythons`: by environment."""
    expression = ["--expression", models["fer"]]

    def script(name, environment="peers"):
        return [pythons[environment], HERE / f"{name}.py"]

    first = "yunet-n" if "yunet-n" in models else "retinaface"
    found = [Program("decode alone (PyAV)", script("decode_alone"), first)]
    for detector in ("yunet-n", "retinaface"):
        if detector in models:
            found.append(Program(f"PyAV + OpenVINO {detector}", [*script("pyav_openvino"), "--detector", detector, "--weights",
                                                                 models[detector], *expression], detector))
    if "mediapipe" in pythons:
        found.append(Program("MediaPipe", [*script("mediapipe_loop", "mediapipe"), *expression], first))
    if "yunet-n-fixed" in models:
        found.append(Program("OpenCV FaceDetectorYN", [*script("opencv_loop"), "--weights", models["yunet-n-fixed"], *expression], first))
    found.append(Program("dlib HOG at 640", [*script("dlib_hog"), "--width", "640", *expression], first, most_frames=100))
    found.append(Program("dlib HOG", [*script("dlib_hog"), *expression], first, most_frames=20))
    return found


def miens(program, detectors, options):
    return [Program(f"mien {detector}", [program, "run", "--json", "--quiet", "--detector", detector, *options],
                    detector=detector) for detector in detectors]


def command(program, clip, threads, every, fps):
    """The whole command for a clip of `fps` frames a second."""
    if program.detector:
        searches = 0 if every == 1 else fps / every
        return [*program.call, clip, "--workers", threads, "--detect-fps", f"{searches:g}"]
    return [*program.call, clip, "--threads", threads, "--every", every]


def two_streams(program, detector, clip, substream, fps, every):
    """mien's live way with a camera's both streams, `clip` and `substream`, which come at their own pace: `mien density` of two such cameras."""
    return [program, "density", clip, "--substream", substream, "--detector", detector, "--target-fps", f"{fps:g}",
            "--detect-fps", f"{fps / every:g}", "--most", "2", "--json", "--quiet"]
