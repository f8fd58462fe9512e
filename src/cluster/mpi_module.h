#pragma once
/// \file What libmien asks of MPI. libmien_mpi.so alone includes mpi.h, and is loaded only by a
/// program that joins a job (docs/adr/0007-mpi-is-a-module.md).

#include <cstddef>

extern "C" {

/// All calls come from one thread at a time; what is sent is received in the order of sending.
struct MienMpi {
  int version;               ///< kMienMpiVersion
  const char* (*library)();  ///< "Open MPI v4.1.4, …"
  bool (*start)();           ///< joins the job; false where threads are not supported
  int (*rank)();
  int (*size)();
  /// Copies the bytes and returns at once; they travel while this and the next two are called.
  void (*send)(int rank, const void* bytes, std::size_t size);
  /// Whether a message has come; from whom, and how long it is. Returns at once.
  bool (*probe)(int* rank, std::size_t* size);
  /// The message that was probed.
  void (*receive)(int rank, void* bytes, std::size_t size);
  void (*finish)();  ///< leaves; waits for the other ranks
};

}  // extern "C"

inline constexpr int kMienMpiVersion = 1;
inline constexpr char kMienMpiSymbol[] = "mien_mpi";  ///< const MienMpi* mien_mpi()
