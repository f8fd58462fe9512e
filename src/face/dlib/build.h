#pragma once
/// \file The seam between mien and a build of dlib: plain data and functions, so that several
/// builds of dlib can work side by side in one process, each behind its own instance of
/// `DlibBuild`.
///
/// No exception crosses it. What a function returns stays its owner's: texts until the thread's
/// next call into the same build, pictures and boxes until the detector's next call.

namespace mien::face {

/// Grows with every change of this file; modules of another number are refused.
inline constexpr int kDlibAbi = 1;

/// What dlib's matrices and convolutions ask of a BLAS: CBLAS functions with 32-bit integers. Rows,
/// columns and transpositions as CBLAS names them.
struct DlibBlas {
  using Sgemm = void (*)(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                         const float* a, int lda, const float* b, int ldb, float beta, float* c,
                         int ldc);
  Sgemm sgemm = nullptr;
};

struct DlibSettings {
  int upsample = 0;      ///< doublings before detection
  double threshold = 0;  ///< dlib's score above which a face is reported
  bool color = false;    ///< hog: RGB canvas instead of gray; mmod has RGB always
  const DlibBlas* blas =
      nullptr;  ///< mmod of a module: outlives the detector; without it dlib's own loops multiply
};

/// Where the picture goes: interleaved bytes, rows `stride` bytes apart. Null where `error` says
/// why not.
struct DlibCanvas {
  unsigned char* data = nullptr;
  int stride = 0;
  const char* error = nullptr;
};

/// dlib's rectangle in canvas pixels, both edges inside it.
struct DlibBox {
  double left = 0, top = 0, right = 0, bottom = 0;
  double score = 0;
};

struct DlibFound {
  const DlibBox* boxes = nullptr;
  int count = 0;
  const char* error = nullptr;  ///< why it failed; null where it did not
};

/// A kind of detector. A model is shared and unchanging; a detector belongs to one thread at a
/// time.
struct DlibKind {
  /// `file`: weights, or null where the kind has them built in. Null and `*error` where that fails.
  void* (*load)(const char* file, const char** error);
  void (*unload)(void* model);
  /// Null and `*error` where that fails. The detector holds a copy of what it needs of the model.
  void* (*make)(const void* model, const DlibSettings* settings, const char** error);
  void (*destroy)(void* detector);
  DlibCanvas (*canvas)(void* detector, int width, int height);
  /// Faces on the canvas, in dlib's order.
  DlibFound (*detect)(void* detector);
};

struct DlibBuild {
  int abi = kDlibAbi;
  const char* version = "";  ///< of dlib
  const char* flags = "";    ///< the compiler's, as far as they set this build apart
  const DlibKind* hog = nullptr;
  const DlibKind* mmod = nullptr;  ///< null: built without
};

/// The one symbol that a module exports, a function of this type.
inline constexpr const char* kDlibEntry = "mien_dlib_build";
using DlibEntry = const DlibBuild* (*)();

}  // namespace mien::face
