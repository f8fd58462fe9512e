#include "infer/python_bytes.h"

#include "scratch.h"

namespace mien::infer {
namespace {

Bytes weights(std::string_view source) { return bytes_literal(source, "WEIGHTS", "weights.py"); }

TEST(PythonBytes, EveryEscapeMeansWhatPythonSays) {
  EXPECT_EQ(weights(R"(WEIGHTS = b'\x00\xfFa\n\r\t\\\'\"\a\b\f\v\0\12\1234')"),
            bytes_of(std::string_view("\x00\xff"
                                      "a\n\r\t\\'\"\a\b\f\v\0\n\123"
                                      "4",
                                      17)));
}

TEST(PythonBytes, OctalKeepsItsLowEightBits) {
  EXPECT_EQ(weights(R"(WEIGHTS = b"\777\400")"), (Bytes{0xff, 0x00}));
}

TEST(PythonBytes, UnknownEscapesStandForThemselves) {
  EXPECT_EQ(weights(R"(WEIGHTS = b'\q\N\u1234\8')"), bytes_of(R"(\q\N\u1234\8)"));
}

TEST(PythonBytes, ContinuedLinesJoin) {
  EXPECT_EQ(weights("WEIGHTS = b'ab\\\ncd\\\r\nef'"), bytes_of("abcdef"));
  EXPECT_EQ(weights("WEIGHTS = \\\n  b'ab'"), bytes_of("ab"));
}

TEST(PythonBytes, LiteralsInARowJoinAcrossLinesInParentheses) {
  EXPECT_EQ(weights("WEIGHTS = b'a' b\"b\" B'c'  # end"), bytes_of("abc"));
  EXPECT_EQ(weights("WEIGHTS = (\n  b'a'  # one\n  b'''b\n\"'c'''\n)\nOTHER = 1"),
            bytes_of("ab\n\"'c"));
}

TEST(PythonBytes, RawLiteralsKeepTheirBackslashes) {
  EXPECT_EQ(weights(R"(WEIGHTS = rb'\x41\'' Br"\n")"), bytes_of(R"(\x41\'\n)"));
}

TEST(PythonBytes, FindsTheVariableAmongOthers) {
  EXPECT_EQ(weights("import os\nWEIGHTS_SIZE = 3\nif WEIGHTS == 1: pass\n  WEIGHTS = b'no'\n"
                    "WEIGHTS: bytes = b'yes'\n"),
            bytes_of("yes"));
}

TEST(PythonBytes, RefusesWhatWouldNeedAnInterpreter) {
  for (const char* value : {"open('x').read()", "b'a' + b'b'", "b'a'.strip()", "'text'", "u'text'",
                            "b'a' 'text'", "bb'a'", "[b'a']", "b'a', b'b'", "", "base64"})
    EXPECT_EQ(error_of([&] { weights(std::string("WEIGHTS = ") + value); }).kind(),
              ErrorKind::model)
        << value;
}

TEST(PythonBytes, RefusesDamagedLiterals) {
  for (const char* value : {"b'abc", "b'abc\n'", "b'\\", "b'\\x", "b'\\x4'", "b'\\xg0'", "b'''ab''",
                            "b'\xc3\xa4'", "(b'a'", "b", "b'\\x4"})
    EXPECT_THROW(weights(std::string("WEIGHTS = ") + value), Error) << value;
}

TEST(PythonBytes, ComplaintsNameTheLine) {
  EXPECT_EQ(error_of([] { weights("# one\n\nWEIGHTS = b'\\xzz'"); }).where(), "weights.py:3");
  EXPECT_EQ(error_of([] { weights("OTHER = b'a'"); }).kind(), ErrorKind::model);
}

}  // namespace
}  // namespace mien::infer
