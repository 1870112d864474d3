#include <gtest/gtest.h>

#include "services/http/media_type.hpp"

namespace ledger::http {
namespace {

const std::vector<std::string> taken{"application/json", "application/merge-patch+json"};

TEST(HttpMediaType, IsComparedInAnyCaseAndWithUtf8) {
  for (const char* type : {"application/json", "Application/JSON", "application/merge-patch+json",
                           "application/json;charset=utf-8", "application/json ; Charset=\"UTF-8\"",
                           "application/json;", "application/json; profile=x; charset=utf-8"}) {
    EXPECT_TRUE(media_type_is_one_of(type, taken)) << type;
  }
}

TEST(HttpMediaType, OfAnotherNameOrCharsetIsNotTaken) {
  for (const char* type :
       {"", "application", "application/jsonx", "text/plain", "application/json,text/plain",
        "application/json; charset=latin1", "application/json; charset=\"utf-8",
        "application/json; charset", "application/json; profile=x; charset=utf-16"}) {
    EXPECT_FALSE(media_type_is_one_of(type, taken)) << type;
  }
}

}  // namespace
}  // namespace ledger::http
