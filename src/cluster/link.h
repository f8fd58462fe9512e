#pragma once
/// \file A two-way line to another process of the run.

#include <functional>
#include <optional>

#include "cluster/wire.h"

namespace mien::cluster {

/// One end. Used by one thread at a time.
class Link {
 public:
  virtual ~Link() = default;
  /// False where nobody is at the other end any more.
  virtual bool send(const wire::Message& message) = 0;
  /// The next message; nothing where nobody is at the other end any more. It calls
  /// `waiting` before it waits, and ten times a second while it does. Throws Error(internal) for
  /// what is no message.
  virtual std::optional<wire::Message> receive(const std::function<void()>& waiting = {}) = 0;
  /// Whether the other end wants what is in hand to end early; asked between frames.
  virtual bool asked_to_end() { return false; }
};

/// Over a connected stream socket, which it owns.
class SocketLink final : public Link {
 public:
  explicit SocketLink(int socket) : socket_(socket) {}
  ~SocketLink() override;
  SocketLink(const SocketLink&) = delete;
  SocketLink& operator=(const SocketLink&) = delete;

  bool send(const wire::Message& message) override;
  std::optional<wire::Message> receive(const std::function<void()>& waiting = {}) override;

 private:
  bool fill(const std::function<void()>& waiting);

  int socket_;
  wire::Bytes buffer_;  ///< what came; the first `parsed_` bytes are done with
  std::size_t parsed_ = 0;
};

}  // namespace mien::cluster
