// A path that everybody reads alike.

#include <gtest/gtest.h>

#include "services/http/plain_path.hpp"

namespace ledger::http {
namespace {

TEST(PlainPath, IsWhatCanBeReadInOneWayAlone) {
  for (const auto* path :
       {"/", "/a", "/a/", "/a/b.c", "/...", "/.a/b.", "/100%", "/%4", "/a:b@c"}) {
    EXPECT_TRUE(is_plain_path(path)) << path;
  }
  for (const auto* path : {"", "a", "*", "//", "/a//b", "/.", "/..", "/a/./b", "/../a", "/a/..",
                           "/a\\b", "/a;b", "/a\n", "/a\x7f", "/%41"}) {
    EXPECT_FALSE(is_plain_path(path)) << path;
  }
  EXPECT_FALSE(is_plain_path(std::string_view("/a\0b", 4)));
}

TEST(PlainPath, IsReadBehindItsEscapes) {
  std::string decoded;
  EXPECT_EQ(read_plain_path("/a/b", decoded), "/a/b");
  EXPECT_EQ(read_plain_path("/%61/%C3%A9+", decoded), "/a/\xc3\xa9+");
  for (const auto* sent : {"/a%2fb", "/%2e%2e/a", "/%5c", "/%3b", "/%00", "/%2541", "/%", "/%zz"}) {
    EXPECT_EQ(read_plain_path(sent, decoded), "") << sent;
  }
}

}  // namespace
}  // namespace ledger::http
