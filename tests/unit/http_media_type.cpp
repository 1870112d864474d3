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

bool acceptable(std::initializer_list<const char*> values) {
  Request request;
  for (const char* value : values) {
    request.header_fields.push_back({"accept", value});
  }
  return is_acceptable(request, "application/json");
}

TEST(HttpAccept, LeavesRoomForTheTypeThatItCovers) {
  EXPECT_TRUE(acceptable({}));
  for (const char* value :
       {"", " , ", "*/*", "*", "application/*", "Application/JSON", "text/html, */*;q=0.1",
        "text/html,application/json", "application/json;charset=utf-8", "application/json;q=0.001",
        "*/*;q=0, application/json", "application/*;q=0,application/json;q=1",
        "text/html, image/gif, *; q=.2, */*; q=.2", "application/json ; q=1.0"}) {
    EXPECT_TRUE(acceptable({value})) << value;
  }
  EXPECT_TRUE(acceptable({"text/html", "application/json"}));
}

TEST(HttpAccept, ExcludesWhatItDoesNotCoverOrGivesNoQuality) {
  for (const char* value :
       {"text/html", "text/*", "application/problem+json", "application/jsonx",
        "application/json;q=0", "application/json; Q=0.000", "*/*;q=0", "application/json;q=0, */*",
        "application/*;q=0, */*;q=1", "application/json;version=2",
        "application/json;charset=latin1", "applications/*", "json"}) {
    EXPECT_FALSE(acceptable({value})) << value;
  }
  EXPECT_FALSE(acceptable({"text/html", "application/json;q=0"}));
}

}  // namespace
}  // namespace ledger::http
