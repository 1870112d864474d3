// docs/http-api.md is true: each example is executed as it stands there, and every route has one.

#include <fstream>
#include <regex>

#include <gmock/gmock.h>

#include "tests/support/document_story.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::Complaints;
using support::DocumentNames;
using support::RunningService;
using testing::HasSubstr;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (text.empty()) throw std::runtime_error("cannot read " + file.string());
  return text;
}

const std::filesystem::path source_tree = LEDGER_SOURCE_DIR;

const std::string& document() {
  static const std::string text = text_of(source_tree / "docs/http-api.md");
  return text;
}

/// Every route: the methods that it takes, and its path. Whoever adds one adds an example.
struct Route {
  std::string methods;
  std::string pattern;
};
const std::vector<Route> routes{
    {"POST GET", "/v1/tokens"},
    {"GET PATCH DELETE", "/v1/tokens/{}"},
    {"POST", "/v1/tokens/{}/regenerate"},
    {"GET", "/v1/tokens/{}/events"},
    {"GET DELETE", "/v1/self"},
    {"GET", "/v1/owners/{}"},
    {"POST", "/v1/owners/{}/suspend"},
    {"POST", "/v1/owners/{}/resume"},
    {"POST", "/v1/owners/{}/revoke-tokens"},
    {"POST GET DELETE", "/v1/session"},
    {"GET", "/v1/policy"},
    {"POST", "/v1/identify"},
    {"GET", "/v1/stats"},
    {"GET", "/v1/events"},
    {"GET", "/v1/revocations"},
    {"GET", "/v1/log"},
    {"GET POST", "/v1/rules"},
    {"GET POST", "/v1/webhooks"},
    {"GET DELETE", "/v1/webhooks/{}"},
    {"POST", "/v1/webhooks/{}/pause"},
    {"POST", "/v1/webhooks/{}/resume"},
    {"POST", "/v1/webhooks/{}/rotate-secret"},
    {"POST", "/v1/webhooks/{}/test"},
    {"GET", "/v1/webhooks/{}/dead-letters"},
    {"POST", "/v1/webhooks/{}/dead-letters/resend"},
    {"GET", "/v1/commands/{}"},
    {"POST", "/v1/verify"},
    {"POST", "/v1/verify/batch"},
    {"GET", "/auth/request"},
    {"GET", "/auth/request/*"},
    {"GET", "/"},
    {"GET", "/tokens"},
    {"GET", "/tokens/assets/*"},
    {"GET", "/tokens/*"},
    {"GET", "/livez"},
    {"GET", "/readyz"},
    {"GET", "/metrics"},
};

std::vector<std::string> words_of(const std::string& text, const char* word = R"([^ ,]+)") {
  const std::regex form(word);
  std::vector<std::string> words;
  for (std::sregex_iterator at(text.begin(), text.end(), form), end; at != end; ++at) {
    words.push_back(at->str());
  }
  return words;
}

std::string replaced(std::string text, std::string_view old, std::string_view by) {
  const auto at = text.find(old);
  if (at == text.npos) throw std::runtime_error("nothing to replace: " + std::string(old));
  return text.replace(at, old.size(), by);
}

/// A ledger at its first start, whose clock goes on by a second with each request. The minute is
/// full at first: so it is in the document, and uses of tokens are noted to the minute.
Complaints told(const std::string& markdown) {
  RunningService service([](auto& settings) {
    EXPECT_TRUE(settings.trusted_peers.add("127.0.0.1"));
    settings.catalogue = {
        {"repo:read", "Read repositories", "Clone and fetch, private ones too.", "Repositories"}};
  });
  DocumentNames names;
  const auto differ =
      names.compare(support::first_secret(markdown), service.as_operator().secret());
  EXPECT_EQ(differ, std::nullopt);
  const auto start = std::chrono::ceil<std::chrono::minutes>(service.clock().now());
  service.clock().set(start - std::chrono::seconds(1));
  support::DocumentStory story(service.port(), std::move(names));
  return story.tell(support::read_examples(markdown),
                    [&] { service.clock().set(service.clock().now() + std::chrono::seconds(1)); });
}

std::string text_of(const Complaints& complaints) {
  std::string text;
  for (const auto& one : complaints) {
    text += "docs/http-api.md:" + std::to_string(one.line) + ": " + one.what + "\n";
  }
  return text;
}

TEST(HttpApiDocument, AnswersAsItsExamplesShow) {
  const auto complaints = told(document());
  EXPECT_TRUE(complaints.empty()) << text_of(complaints);
}

/// A mistake in the document, at the first place of `right`, and what it is answered with first.
struct Mistake {
  const char* name;
  const char* right;
  const char* wrong;
  const char* complaint;
  const char* above = nullptr;  ///< the line to be named: the last one before that begins so
};
void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

std::size_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

class HttpApiMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(HttpApiMistake, IsFoundInItsLine) {
  const auto& mistake = GetParam();
  const std::string& right = document();
  auto at = right.find(mistake.right);
  ASSERT_NE(at, right.npos) << mistake.right;
  const auto complaints = told(replaced(right, mistake.right, mistake.wrong));
  ASSERT_FALSE(complaints.empty());
  if (mistake.above) at = right.rfind("\n" + std::string(mistake.above), at) + 1;
  EXPECT_EQ(complaints.front().line, line_of(right, at)) << text_of(complaints);
  EXPECT_THAT(complaints.front().what, HasSubstr(mistake.complaint));
}

constexpr Mistake mistakes[]{
    {"InAStatus", "HTTP/1.1 201 Created", "HTTP/1.1 200 OK", "the answer is HTTP/1.1 201 Created"},
    {"InAHeader", "ETag: \"1\"", "ETag: \"2\"", "ETag: shown is '\"2\"'"},
    {"InAPosition", "Ledger-Position: 2", "Ledger-Position: 3", "the answer has '2'"},
    {"InAHeaderTooMany", "ETag: \"1\"\n", "Age: 1\nETag: \"1\"\n", "has no header Age"},
    {"InAHeaderTooFew", "ETag: \"1\"\n", "", "not shown: ETag", "HTTP/1.1 201"},
    {"InANumber", "\"revision\": 1", "\"revision\": 2", "/revision: shown is 2, the answer has 1"},
    {"InAText", "\"status\": \"active\"", "\"status\": \"good\"", "the answer has 'active'"},
    {"InANull", "\"last_used_from\": \"203.0.113.7\"", "\"last_used_from\": null", "203.0.113.7"},
    {"InAMemberTooMany", "\"revision\": 1,", "\"age\": 1, \"revision\": 1,", "no such member"},
    {"InAMemberTooFew", "  \"last_used_from\": null,\n", "", "not shown: last_used_from", "{\n"},
    {"InAMemberWithin", "        \"owner\": \"alice\",\n", "",
     "/events/0/data: a member is not shown", "      \"data\""},
    {"InAnArray", "\"missing_scopes\": [\"pkg:push\"]", "\"missing_scopes\": []", "1 elements"},
    {"InAnId", "\"created_by\": \"tok_01", "\"created_by\": \"tok_02", "so far called 'tok_01"},
    {"InAnIdAsked", "GET /v1/tokens/tok_01", "GET /v1/tokens/tok_02", "no answer above has told"},
    {"InATime", "\"updated_at\": \"2", "\"updated_at\": \"3", "on the document's clock"},
    {"InAHint", "  \"hint\": \"", "  \"hint\": \"_", "shown is '_"},
    {"InAForm", "\"id\": \"cmd_", "\"id\": \"cmd_0", "shown is 'cmd_0"},
    {"InAProblem", "no such token, or it is not yours", "no such token", "/detail: shown is"},
    {"InAPlainBody", "ok\n```", "fine\n```", "no such line"},
    {"InAMetric", "outcome=\"applied\"} 4", "outcome=\"applied\"} 5", "no such line"},
    {"InABodyLeftOut", "\n\n{\n  \"owner\": \"bob\",\n  \"suspended\": true,\n  \"tokens\": 1\n}",
     "", "has a body that is not shown", "HTTP/1.1 200"},
};
INSTANTIATE_TEST_SUITE_P(Document, HttpApiMistake, testing::ValuesIn(mistakes),
                         [](const auto& one) { return one.param.name; });

TEST(HttpApiDocument, HasNoBlockThatNobodyExecutes) {
  const auto refused = [](const char* markdown) -> std::string {
    try {
      static_cast<void>(support::read_examples(markdown));
    } catch (const std::runtime_error& refusal) {
      return refusal.what();
    }
    return "";
  };
  EXPECT_EQ(refused("a\n```json\n{}\n```\n"), "2: only ```http examples are executed");
  EXPECT_EQ(refused("```http\nHTTP/1.1 200 OK\n```\n"), "2: the answer has no request");
  EXPECT_EQ(refused("```http\nGET / HTTP/1.1\n```\n"), "2: the last request has no answer");
  EXPECT_EQ(refused("```http\nGET / HTTP/1.1\n```\n```http\nGET / HTTP/1.1\n```\n"),
            "5: the request above has no answer");
  EXPECT_EQ(refused("```http\nGET /\n```\n"), "2: this is no request line");
  EXPECT_EQ(refused("```http\nGET / HTTP/1.1\n"), "2: the block has no end");
  EXPECT_EQ(refused("```http\n```\n"), "1: the block is empty");
}

std::vector<std::string> routes_without_example(const std::string& markdown) {
  const auto examples = support::read_examples(markdown);
  std::vector<std::string> missing;
  for (const auto& route : routes) {
    auto path = std::regex_replace(route.pattern, std::regex(R"(\{\})"), "[^/? ]+");
    path = std::regex_replace(path, std::regex(R"(\*$)"), "[^? ]+");
    for (const auto& method : words_of(route.methods)) {
      const std::regex form(method + " " + path + R"((\?[^ ]*)? HTTP/1\.1)");
      if (std::ranges::none_of(examples, [&](const support::DocumentExample& example) {
            return std::regex_match(example.request.start.text, form);
          })) {
        missing.push_back(method + " " + route.pattern);
      }
    }
  }
  return missing;
}

TEST(HttpApiDocument, HasAnExampleOfEveryRoute) {
  EXPECT_THAT(routes_without_example(document()), testing::IsEmpty());
  EXPECT_THAT(routes_without_example(replaced(document(), "GET /readyz", "GET /livez")),
              testing::ElementsAre("GET /readyz"));
}

/// The router says itself which methods a path takes; at the gateway's door all are alike.
TEST(HttpApiDocument, KnowsEveryMethodOfEveryRoute) {
  RunningService service;
  auto client = service.as_operator();
  for (const auto& route : routes) {
    if (route.pattern.starts_with("/auth/request")) continue;
    const auto target = std::regex_replace(route.pattern, std::regex(R"(\{\})"), "x");
    const auto refused = client.call("PUT", target);
    ASSERT_EQ(refused.status, 405U) << target;
    const auto allowed = words_of(refused.field("Allow"));
    auto known = words_of(route.methods);
    known.emplace_back("OPTIONS");
    if (route.methods.find("GET") != route.methods.npos) known.emplace_back("HEAD");
    EXPECT_THAT(allowed, testing::UnorderedElementsAreArray(known)) << target;
  }
}

/// One that ends in a slash is put together from parts.
bool is_listed(const std::string& pattern) {
  return std::ranges::any_of(routes, [&](const Route& route) {
    return route.pattern == pattern ||
           (pattern.ends_with('/') && route.pattern.starts_with(pattern));
  });
}

/// Patterns stand in the sources as texts that begin with a slash.
TEST(HttpApiDocument, KnowsEveryRouteOfTheSources) {
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(source_tree / "services")) {
    const auto path = entry.path().string();
    if (!path.ends_with(".cpp") || path.find("/services/cli/") != path.npos) continue;
    const auto text = text_of(entry.path());
    if (text.find(".pattern = ") == text.npos) continue;
    for (const auto& quoted : words_of(text, R"("/[A-Za-z0-9._*/{}-]+")")) {
      const auto pattern = quoted.substr(1, quoted.size() - 2);
      ++count;
      EXPECT_TRUE(is_listed(pattern)) << path << " has a route that is not listed: " << pattern;
    }
  }
  EXPECT_GE(count, routes.size());
}

}  // namespace
}  // namespace ledger::e2e
