// libavformat's HLS falls over a playlist that has no part when it is asked for again: whatever is
// told to have one must have it for libavformat too.
#include "media/network_guard.h"

#include <gtest/gtest.h>

namespace mien::test {
namespace {

const std::string kHead = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n";

TEST(Playlist, OfAServerHasAPart) {
  for (const std::string& text : {
           kHead + "#EXT-X-MEDIA-SEQUENCE:1795919961042\n#EXTINF:2.000000,\na.ts\n",
           kHead + "#EXTINF:2,title, and more\r\nhttps://h/a.ts?x=1\r\n#EXT-X-START:\n",
           kHead + "#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\na.m4s",
           kHead + "# a comment\n\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01\n#EXTINF:2,\na.ts\n",
       })
    EXPECT_TRUE(media::has_a_part(text)) << text;
}

TEST(Playlist, WithoutACertainPartHasNone) {
  using namespace std::string_literals;
  const std::string part = "#EXTINF:2,\na.ts\n";
  for (const std::string& text : {
           ""s,
           "#EXTM3U"s,
           kHead,
           kHead + "a.ts\n",
           kHead + "#EXTINF:2,\n",
           kHead + "#EXTINF:2,\n#EXT-X-ENDLIST\n",
           kHead + "#EXTINF:2,\n   \n",
           kHead + "#EXTINF:2,\n\t\n",
           kHead + "#EXTINF:-2,\na.ts\n",
           kHead + "#EXTINF:9e999,\na.ts\n",
           kHead + "#EXTINF:\na.ts\n",
           kHead + "#EXTINF:nan,\na.ts\n",
           kHead + "#EXT-X-TARGETDURATION:-1\n" + part,
           kHead + "#EXT-X-TARGETDURATION:99999999999999999\n" + part,
           kHead + "#EXT-X-MEDIA-SEQUENCE:9999999999999999999\n" + part,
           kHead + "#EXT-X-START:\n" + part,
           kHead + "#EXT-X-STREAM-INF:BANDWIDTH=1\nb.m3u8\n" + part,
           kHead + "#EXT-X-MEDIA:TYPE=AUDIO,URI=\"a\",GROUP-ID=\"a\"\n" + part,
           kHead + "#EXT-X-MAP:\n" + part,
           kHead + "#EXT-X-MAP:URI=\"\"\n" + part,
           kHead + "#EXT-X-MAP:URI=\"i\",BYTERANGE=\"-1@-1\"\n" + part,
           kHead + "#EXT-X-BYTERANGE:-9\n" + part,
           kHead + std::string(5000, '#') + "\n" + part,
           kHead + "#EXTINF:2,\n" + std::string(5000, 'a') + ".ts\n",
           kHead + "#EXTINF:2,\n\xFF\xFE.ts\n",
           kHead + "\0"s + "#EXTINF:2,\n\0\n"s,
       })
    EXPECT_FALSE(media::has_a_part(text)) << text;
}

}  // namespace
}  // namespace mien::test
