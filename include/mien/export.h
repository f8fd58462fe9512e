#pragma once
/// \file What leaves the shared library: what is marked so, and nothing else.

/// Marks what an embedding program may call, throw, catch or derive from. mien is compiled with
/// hidden visibility; docs/adr/0015-one-library-for-embedders.md says how its program and its
/// modules link.
#define MIEN_API __attribute__((visibility("default")))
