#pragma once
/// \file A change of the configuration's file, in two steps.

namespace mien::config {

/// A change of the file that goes with a change of what runs.
class KeptEdit {
 public:
  virtual ~KeptEdit() = default;
  /// All that can fail: the new text is on disk beside the file. Throws mien::Error.
  virtual void prepare() = 0;
  /// It takes the file's place. Throws Error(output).
  virtual void commit() = 0;
};

}  // namespace mien::config
