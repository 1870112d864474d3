#include <set>
#include <string>

#include <gtest/gtest.h>

#include "services/http/request_name.hpp"

namespace ledger::http {
namespace {

constexpr std::string_view trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string traceparent = "00-" + std::string(trace) + "-00f067aa0ba902b7-01";

RequestName name_of(std::vector<HeaderField> fields) {
  Request request;
  request.header_fields = std::move(fields);
  return name_in(request);
}

TEST(RequestName, IsTakenAsItCame) {
  EXPECT_EQ(name_of({{"X-Request-Id", "a"}}).id, "a");
  EXPECT_EQ(name_of({{"Host", "h"}, {"x-request-ID", "~!(a)"}}).id, "~!(a)");
  const std::string longest(request_id_max, 'r');
  EXPECT_EQ(name_of({{"X-Request-Id", longest}}).id, longest);
}

TEST(RequestName, ThatCannotBeUsedIsNone) {
  const std::string too_long(request_id_max + 1, 'r');
  for (const std::string_view id : {"", "a b", "a\tb", "caf\xc3\xa9", "\x7f", too_long.c_str()}) {
    EXPECT_EQ(name_of({{"X-Request-Id", id}}).id, "") << id;
  }
  EXPECT_EQ(name_of({{"X-Request-Id", "a"}, {"X-Request-Id", "a"}}).id, "");
  EXPECT_EQ(name_of({{"X-Request-Id", "a"}, {"X-Request-Id", "b"}, {"X-Request-Id", "c"}}).id, "");
}

TEST(RequestName, IsTheTracesWhereThereIsNoOther) {
  const auto only = name_of({{"traceparent", traceparent}});
  EXPECT_EQ(only.id, trace);
  EXPECT_EQ(only.trace, trace);
  const auto both = name_of({{"traceparent", traceparent}, {"X-Request-Id", "a"}});
  EXPECT_EQ(both.id, "a");
  EXPECT_EQ(both.trace, trace);
  // Of a version to come, what is behind is its matter.
  EXPECT_EQ(name_of({{"traceparent", "01" + traceparent.substr(2) + "-more"}}).trace, trace);
}

TEST(RequestName, OfATraceThatIsNoneIsNone) {
  auto with = [](std::size_t at, std::string_view text) {
    auto changed = traceparent;
    return changed.replace(at, text.size(), text);
  };
  for (const auto& wrong :
       {std::string(), traceparent.substr(1), traceparent + "-", with(0, "ff"), with(2, "_"),
        with(3, "G"), with(3, "A"), with(3, std::string(32, '0')), with(36, std::string(16, '0')),
        with(53, "x"), "01" + traceparent.substr(2) + "more"}) {
    EXPECT_EQ(name_of({{"traceparent", wrong}}).trace, "") << wrong;
    EXPECT_EQ(name_of({{"traceparent", wrong}}).id, "") << wrong;
  }
  EXPECT_EQ(name_of({{"traceparent", traceparent}, {"traceparent", traceparent}}).trace, "");
}

TEST(RequestIds, AreDifferentFromEachOtherAndFromOthers) {
  std::set<std::string> seen;
  for (int maker = 0; maker < 3; ++maker) {
    RequestIds ids;
    for (int i = 0; i < 100; ++i) {
      RequestIds::Text text{};
      ids.make(text);
      const std::string id(text.data(), text.size());
      EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), id.npos);
      EXPECT_TRUE(seen.insert(id).second) << id;
    }
  }
}

}  // namespace
}  // namespace ledger::http
