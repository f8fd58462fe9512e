#pragma once
/// \file A network small enough to be written down, in OpenVINO's own format.

#include <string>

#include "scratch.h"

namespace mien::infer {

/// Outputs `negative` = −x and `twice` = x + x, of the input's shape. `shape` as in "?,3,?,?"
/// (NCHW) or "1,4,4,1".
inline std::string tiny_network(const std::string& shape) {
  std::string dims;
  for (std::size_t at = 0; at <= shape.size();) {
    const auto end = std::min(shape.find(',', at), shape.size());
    const std::string dim = shape.substr(at, end - at);
    dims += "<dim>" + (dim == "?" ? "-1" : dim) + "</dim>";
    at = end + 1;
  }
  const auto port = [&](int id, const std::string& name = "") {
    return "<port id=\"" + std::to_string(id) + "\" precision=\"FP32\"" +
           (name.empty() ? "" : " names=\"" + name + "\"") + ">" + dims + "</port>";
  };
  const auto layer = [](int id, const std::string& type, const std::string& body) {
    const std::string number = std::to_string(id);
    return "<layer id=\"" + number + "\" name=\"layer" + number + "\" type=\"" + type +
           "\" version=\"opset1\">" + body + "</layer>";
  };
  const auto edge = [](int from, int from_port, int to, int to_port) {
    return "<edge from-layer=\"" + std::to_string(from) + "\" from-port=\"" +
           std::to_string(from_port) + "\" to-layer=\"" + std::to_string(to) + "\" to-port=\"" +
           std::to_string(to_port) + "\"/>";
  };
  return "<?xml version=\"1.0\"?><net name=\"tiny\" version=\"11\"><layers>" +
         layer(0, "Parameter",
               "<data shape=\"" + shape + "\" element_type=\"f32\"/><output>" + port(0, "x") +
                   "</output>") +
         layer(1, "Negative",
               "<input>" + port(0) + "</input><output>" + port(1, "negative") + "</output>") +
         layer(
             2, "Add",
             "<input>" + port(0) + port(1) + "</input><output>" + port(2, "twice") + "</output>") +
         layer(3, "Result", "<input>" + port(0) + "</input>") +
         layer(4, "Result", "<input>" + port(0) + "</input>") + "</layers><edges>" +
         edge(0, 0, 1, 0) + edge(0, 0, 2, 0) + edge(0, 0, 2, 1) + edge(1, 1, 3, 0) +
         edge(2, 2, 4, 0) + "</edges></net>";
}

}  // namespace mien::infer
