// Addresses are read through a real socket: a small HTTP server on this machine.
#include "base/url.h"

#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "make_clip.h"
#include "read_all.h"
#include "servers/listener.h"
#include "video/live_source.h"

namespace mien::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Answers GET requests one after another from memory, until it is destroyed.
class HttpServer {
 public:
  explicit HttpServer(std::map<std::string, std::string> files) : files_(std::move(files)) {
    thread_ = std::thread([this] { serve(); });
  }
  ~HttpServer() {
    listener_.shut();
    thread_.join();
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  std::string url(const std::string& path, const std::string& user = {}) const {
    return "http://" + user + listener_.place() + path;
  }

 private:
  void serve() {
    for (int client = 0; (client = listener_.accept()) >= 0; ::close(client)) {
      char request[4096] = {};
      const ssize_t got = ::recv(client, request, sizeof request - 1, 0);
      const std::string text(request, got > 0 ? static_cast<std::size_t>(got) : 0);
      const std::size_t begin = text.find(' ') + 1;
      const auto file = files_.find(text.substr(begin, text.find(' ', begin) - begin));
      const bool found = file != files_.end();
      const std::string body = found ? file->second : "none";
      // What is answered from the second time on.
      if (found && files_.contains(file->first + " later"))
        file->second = files_[file->first + " later"];
      const bool moved = body.starts_with("/");  // where to
      const std::string answer =
          (moved ? "HTTP/1.1 302 Found\r\nLocation: " + body
                 : std::string("HTTP/1.1 ") + (found ? "200 OK" : "404 Not Found")) +
          "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
          body;
      for (std::size_t sent = 0; sent < answer.size();) {
        const ssize_t n = ::send(client, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<std::size_t>(n);
      }
    }
  }

  std::map<std::string, std::string> files_;
  const Listener listener_;
  std::thread thread_;
};

class Url : public testing::Test {
 protected:
  std::string clip(const std::string& name) {
    make_clip(folder_ / name, {.width = 64, .height = 48, .frames = 20});
    return bytes_of(folder_ / name);
  }
  TemporaryFolder folder_;
};

TEST_F(Url, AClipIsReadOverHttp) {
  const HttpServer server({{"/a.mkv", clip("a.mkv")}});
  const auto source = video::open_source(server.url("/a.mkv"));
  EXPECT_FALSE(source->info().live);
  EXPECT_EQ(source->segments().size(), 1U);
  source->seek(Segment{});
  EXPECT_EQ(read_all(*source).size(), 20U);
  EXPECT_THROW(source->seek(Segment{}), Error);
}

TEST_F(Url, AHlsPlaylistIsFollowedOnItsServer) {
  const HttpServer server(
      {{"/a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.8,\na.ts\n#EXT-X-ENDLIST\n"},
       {"/a.ts", clip("a.ts")}});
  EXPECT_EQ(read_all(*video::open_source(server.url("/a.m3u8"))).size(), 20U);
}

// A camera's recorder deletes old parts, or a server loses one: the others are read, and it is
// said.
TEST_F(Url, AMissingPartOfAPlaylistIsNamed) {
  std::string playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n";
  std::map<std::string, std::string> files;
  for (int part = 0; part < 4; ++part) {
    const std::string name = "p" + std::to_string(part) + ".ts";
    make_clip(folder_ / name,
              {.width = 64, .height = 48, .frames = 20, .gop = 10, .first_pts = part * 20});
    files["/" + name] = bytes_of(folder_ / name);
    playlist += "#EXTINF:0.8,\n" + name + "\n";
  }
  files["/a.m3u8"] = playlist + "#EXT-X-ENDLIST\n";
  for (const std::string missing : {"/p0.ts", "/p2.ts", "/p3.ts"}) {
    auto rest = files;
    rest.erase(missing);
    const HttpServer server(rest);
    const auto source = video::open_source(server.url("/a.m3u8"));
    EXPECT_GE(read_all(*source).size(), 58U) << missing;
    EXPECT_GE(source->damaged_packets(), 1) << missing;
    EXPECT_THAT(source->damage(), HasSubstr("a part of its playlist is missing")) << missing;
    EXPECT_THAT(source->damage(), HasSubstr(missing));
  }
  const HttpServer none({{"/a.m3u8", files["/a.m3u8"]}});
  EXPECT_THAT(refusal(none.url("/a.m3u8")), HasSubstr("a part of its playlist is missing"));
}

// libavformat takes the first part of a playlist for granted when it has read it again meanwhile.
TEST_F(Url, APlaylistThatLosesItsPartsWhileItIsOpenedIsRefused) {
  const std::string head = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:3\n";
  const std::string nothing = std::string("G\0\x10", 3) + std::string(185, '\0');
  const std::string laters[] = {head, "no playlist", head + "#EXTINF:1,\na.exe\n",
                                head + "#EXT-X-START:\n#EXTINF:1,\na.ts\n"};
  for (const std::string& later : laters) {
    for (const char* asked : {"/a.m3u8", "/moved.m3u8"}) {
      const HttpServer server({{"/a.m3u8", head + "#EXTINF:1,\na.ts\n#EXTINF:0,\nb.ts\n"},
                               {"/a.m3u8 later", later},
                               {"/moved.m3u8", "/a.m3u8"},
                               {"/a.ts", nothing},
                               {"/b.ts", nothing}});
      EXPECT_NE(refusal(server.url(asked)), "") << asked << later;
    }
  }
}

// Sound and pictures may be locked with one key, which each of their playlists asks for.
TEST_F(Url, AnAddressThatIsNoPlaylistMayBeAskedForAgain) {
  const std::string list = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.8,\na.ts\n#EXT-X-ENDLIST\n";
  const std::string entry = "#EXT-X-STREAM-INF:BANDWIDTH=";
  const HttpServer server(
      {{"/a.m3u8", "#EXTM3U\n" + entry + "90000\nb.m3u8\n" + entry + "80000\nc.m3u8\n"},
       {"/b.m3u8", list},
       {"/c.m3u8", list},  // the same part as in the other
       {"/a.ts", clip("a.ts")}});
  EXPECT_EQ(read_all(*video::open_source(server.url("/a.m3u8"))).size(), 20U);
}

TEST_F(Url, AnIndexBehindThePicturesNeedsAServerThatGivesParts) {
  // Larger than what libavformat keeps of it anyway.
  make_clip(folder_ / "last.mp4", {.width = 640, .height = 480, .frames = 100});
  make_clip(
      folder_ / "first.mp4",
      {.width = 640, .height = 480, .frames = 100, .muxer_options = {{"movflags", "faststart"}}});
  const HttpServer server({{"/last.mp4", bytes_of(folder_ / "last.mp4")},
                           {"/first.mp4", bytes_of(folder_ / "first.mp4")}});
  const std::string words = refusal(server.url("/last.mp4"));
  EXPECT_THAT(words, HasSubstr("its index is at the end"));
  EXPECT_THAT(words, HasSubstr("download the file"));
  EXPECT_EQ(read_all(*video::open_source(server.url("/first.mp4"))).size(), 100U);
}

// Small ones are told by their end, large ones end far behind what is looked at.
TEST_F(Url, ASnapshotIsNoCamera) {
  for (const int width : {64, 1280}) {
    make_clip(folder_ / "a.jpg", {.encoder = "mjpeg",
                                  .width = width,
                                  .height = width * 3 / 4,
                                  .frames = 1,
                                  .format = AV_PIX_FMT_YUVJ420P});
    const HttpServer server({{"/snap.jpg", bytes_of(folder_ / "a.jpg")}});
    std::string words;
    try {
      const auto camera = video::open_live(server.url("/snap.jpg"), {});
      Frame frame;
      for (int step = 0; step < 10; ++step)
        if (camera->read(frame) == video::LiveSource::Step::ended) break;
    } catch (const Error& error) {
      words = error.what();
    }
    EXPECT_THAT(words, HasSubstr("a single picture (a snapshot), not a stream")) << width;
    EXPECT_EQ(read_all(*video::open_source(server.url("/snap.jpg"))).size(), 1U) << width;
  }
}

TEST_F(Url, APlaylistFromOutsideDoesNotOpenLocalFiles) {
  clip("secret.ts");
  const HttpServer server(
      {{"/a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.8,\nfile://" +
                       (folder_ / "secret.ts").string() + "\n#EXT-X-ENDLIST\n"}});
  std::size_t frames = 0;
  try {
    frames = read_all(*video::open_source(server.url("/a.m3u8"))).size();
  } catch (const Error&) {
  }
  EXPECT_EQ(frames, 0U);
}

TEST_F(Url, WhatIsMissingIsNamedWithoutThePassword) {
  const HttpServer server({});
  const std::string words = refusal(server.url("/none.mp4", "guest:s3cret@"));
  EXPECT_THAT(words, HasSubstr("Not Found"));
  EXPECT_THAT(words, Not(HasSubstr("s3cret")));
}

TEST_F(Url, TheNameOfAnOpenStreamHoldsNoPassword) {
  const HttpServer server({{"/a.mkv", clip("a.mkv")}});
  const auto source = video::open_source(server.url("/a.mkv", "guest:s3cret@"));
  EXPECT_THAT(source->info().name, Not(HasSubstr("s3cret")));
}

// Addresses are shown in errors, logs and the page.
TEST(MaskedUrl, WhatIsShownHoldsNoPassword) {
  using mien::masked;
  EXPECT_EQ(masked("rtsp://10.0.0.3:554/main?channel=1&subtype=0"),
            "rtsp://10.0.0.3:554/main?channel=1&subtype=0");
  EXPECT_EQ(masked("rtsp://bob:s3@cr/et@10.0.0.3/main"), "rtsp://***@10.0.0.3/main");
  EXPECT_EQ(masked("http://cam/video.cgi?usr=admin&pwd=a_b&rate=5"),
            "http://cam/video.cgi?usr=***&pwd=***&rate=5");
  EXPECT_EQ(masked("rtsp://cam/user=admin_password=a_b_channel=1.sdp?real_stream"),
            "rtsp://cam/user=***?real_stream");
  EXPECT_EQ(masked("rtsp://cam/channel=1_password=x/2"), "rtsp://cam/channel=1_password=***/2");
  EXPECT_EQ(masked("https://cam/x?Token=abc#t"), "https://cam/x?Token=***#t");
  EXPECT_EQ(masked("clips/key=1.mp4"), "clips/key=1.mp4") << "a path is a path";
}

}  // namespace
}  // namespace mien::test
