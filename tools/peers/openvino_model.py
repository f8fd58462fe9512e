"""One network on OpenVINO, set for one stream of pictures: as many threads as said, no pinning."""

import numpy


def compiled(path, threads, shape=None, precision="auto", bytes_in=None):
    """An infer request. `shape` reshapes the input; `bytes_in` = (mean, scale) builds the conversion from u8 NHWC into the graph.
    `precision` f32, bf16, or auto: OpenVINO's own choice (bf16 where the CPU multiplies it)."""
    import openvino
    core = openvino.Core()
    model = core.read_model(path)
    if shape:
        model.reshape(shape)
    if bytes_in:
        steps = openvino.preprocess.PrePostProcessor(model)
        steps.input().tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
        steps.input().model().set_layout(openvino.Layout("NCHW"))
        mean, scale = bytes_in
        if numpy.any(mean):
            steps.input().preprocess().convert_element_type(openvino.Type.f32).mean(list(mean)).scale(scale)
        model = steps.build()
    options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False, "PERFORMANCE_HINT": "LATENCY"}
    if precision != "auto":
        options["INFERENCE_PRECISION_HINT"] = precision
    return core.compile_model(model, "CPU", options).create_infer_request()
