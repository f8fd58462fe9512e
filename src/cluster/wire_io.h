#pragma once
/// \file Values to bytes and back, for wire.cpp alone.

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cluster/wire.h"

namespace mien::cluster::wire {

[[noreturn]] inline void broken(const std::string& how) {
  throw Error(ErrorKind::internal, "message of a worker process", "is broken: " + how,
              "run the same version of mien, on the same kind of machine, in all processes");
}

/// T, const or not.
template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;
template <class T>
concept Number = std::is_arithmetic_v<std::remove_const_t<T>> && !Is<T, bool>;

/// Appends values.
class Writer {
 public:
  explicit Writer(Bytes& out) : out_(out) {}
  template <class... Values>
  void operator()(const Values&... values) {
    (put(values), ...);
  }
  template <class T>
  void within(const T& value, T) {
    put(static_cast<std::uint8_t>(value));
  }
  template <class T, class Each>
  void list(const std::vector<T>& values, Each each) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) each(value);
  }
  template <class T, class Each>
  void maybe(const std::optional<T>& value, Each each) {
    put(value.has_value());
    if (value) each(*value);
  }

 private:
  void put(const Number auto& value) { append(&value, sizeof(value)); }
  void put(bool value) { out_.push_back(value ? 1 : 0); }
  void put(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    append(text.data(), text.size());
  }
  void append(const void* data, std::size_t size) {
    const std::size_t old = out_.size();
    out_.resize(old + size);
    if (size > 0) std::memcpy(out_.data() + old, data, size);
  }

  Bytes& out_;
};

/// Takes values off the front; Error(internal) where they are not there or impossible.
class Reader {
 public:
  explicit Reader(ByteView in) : in_(in) {}
  template <class... Values>
  void operator()(Values&... values) {
    (get(values), ...);
  }
  template <class T>
  void within(T& value, T last) {
    std::uint8_t number = 0;
    get(number);
    if (number > static_cast<std::uint8_t>(last)) broken("a value out of its range");
    value = static_cast<T>(number);
  }
  template <class T, class Each>
  void list(std::vector<T>& values, Each each) {
    std::uint32_t count = 0;
    get(count);
    if (count > in_.size())
      broken("a list longer than the message");  // an element has a byte at least
    values.clear();
    for (std::uint32_t i = 0; i < count; ++i) each(values.emplace_back());
  }
  template <class T, class Each>
  void maybe(std::optional<T>& value, Each each) {
    bool there = false;
    get(there);
    T own{};
    if (there) each(own);
    value = there ? std::optional<T>(std::move(own)) : std::nullopt;
  }
  void end() const {
    if (!in_.empty()) broken("there are bytes after its end");
  }

 private:
  ByteView take(std::size_t size) {
    if (size > in_.size()) broken("it ends too early");
    const ByteView taken = in_.first(size);
    in_ = in_.subspan(size);
    return taken;
  }
  void get(Number auto& value) { std::memcpy(&value, take(sizeof(value)).data(), sizeof(value)); }
  void get(bool& value) {
    const std::uint8_t byte = take(1)[0];
    if (byte > 1) broken("neither yes nor no");
    value = byte == 1;
  }
  void get(std::string& text) {
    std::uint32_t size = 0;
    get(size);
    const ByteView bytes = take(size);
    text.assign(bytes.begin(), bytes.end());
  }

  ByteView in_;
};

}  // namespace mien::cluster::wire
