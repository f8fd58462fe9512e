/// libmien_mpi.so: MPI behind a table of plain functions. The only file that includes mpi.h.

#include <list>
#include <vector>

#include <mpi.h>

#include "cluster/mpi_module.h"

namespace {

constexpr int kTag = 77;
MPI_Message probed = MPI_MESSAGE_NULL;

const char* library() {
  static char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);
  return text;
}

bool start() {
  int granted = MPI_THREAD_SINGLE;
  return MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &granted) == MPI_SUCCESS &&
         granted >= MPI_THREAD_SERIALIZED;
}

int rank() {
  int number = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &number);
  return number;
}

int size() {
  int number = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &number);
  return number;
}

// On its way. MPI_Send waits, spinning, until the other side has looked for messages.
struct Sending {
  std::vector<char> bytes;
  MPI_Request request = MPI_REQUEST_NULL;
};
std::list<Sending> sending;

void send(int to, const void* bytes, std::size_t size) {
  sending.remove_if([](Sending& one) {
    int over = 0;
    return MPI_Test(&one.request, &over, MPI_STATUS_IGNORE) == MPI_SUCCESS && over;
  });
  const auto* first = static_cast<const char*>(bytes);
  Sending& own = sending.emplace_back();
  own.bytes.assign(first, first + size);
  MPI_Isend(own.bytes.data(), static_cast<int>(size), MPI_BYTE, to, kTag, MPI_COMM_WORLD,
            &own.request);
}

bool probe(int* from, std::size_t* size) {
  int there = 0, count = 0;
  MPI_Status status;
  MPI_Improbe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &there, &probed, &status);
  if (!there) return false;
  MPI_Get_count(&status, MPI_BYTE, &count);
  *from = status.MPI_SOURCE;
  *size = static_cast<std::size_t>(count);
  return true;
}

void receive(int, void* bytes, std::size_t size) {
  MPI_Mrecv(bytes, static_cast<int>(size), MPI_BYTE, &probed, MPI_STATUS_IGNORE);
}

void finish() {
  for (Sending& one : sending) MPI_Wait(&one.request, MPI_STATUS_IGNORE);
  MPI_Finalize();
}

constexpr MienMpi kTable{kMienMpiVersion, library, start, rank, size, send, probe, receive, finish};

}  // namespace

extern "C" __attribute__((visibility("default"))) const MienMpi* mien_mpi() { return &kTable; }
