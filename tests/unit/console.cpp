#include "services/console/console.hpp"

#include <gmock/gmock.h>

#include "services/console/coding.hpp"

namespace ledger::console {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::array<Asset, 2> some{
    {{"page-1.js", "text/javascript", "plain script", "gzipped", "brotlied"},
     {"tokens.html", "text/html", "plain page", "gz", "br"}}};

/// What a console answers to a GET.
std::string answer_of(const Console& console, std::string_view path) {
  http::Router router;
  console.add_routes(router);
  std::vector<std::string> parameters;
  const auto match =
      router.match(boost::beast::http::verb::get, path, http::Roles::all(), parameters);
  if (match.route == nullptr) return "nothing";
  std::string out;
  http::Response response(out, false, true);
  http::Request request;
  request.path = path;
  http::Admitted admitted;
  boost::asio::io_context context;
  http::Exchange exchange{request, response, context.get_executor(), parameters, admitted,
                          nullptr, {}};
  EXPECT_TRUE(match.route->fast(exchange));
  return out;
}

Coding coding(std::vector<std::string_view> fields) {
  http::Request request;
  for (const auto value : fields) request.header_fields.push_back({"accept-encoding", value});
  return coding_for(request);
}

TEST(Console, WithoutAPageSaysSo) {
  const Console console({}, false);
  for (const auto* path : {"/tokens", "/tokens/new"}) {
    EXPECT_THAT(answer_of(console, path),
                AllOf(HasSubstr("404 Not Found"), HasSubstr("built without its web page")));
  }
  EXPECT_THAT(answer_of(console, "/tokens/assets/page-1.js"), HasSubstr("404 Not Found"));
}

TEST(Console, SaysThatHttpsIsMeantWhereItIs) {
  constexpr auto* line = "Strict-Transport-Security: max-age=31536000\r\n";
  for (const auto* path : {"/", "/tokens", "/tokens/assets/page-1.js"}) {
    EXPECT_THAT(answer_of(Console(some, true), path), HasSubstr(line)) << path;
    EXPECT_THAT(answer_of(Console(some, false), path), Not(HasSubstr(line))) << path;
  }
}

TEST(Console, NeverKeepsTheDocument) {
  const Console console(some, false);
  EXPECT_THAT(answer_of(console, "/tokens/x"),
              AllOf(HasSubstr("plain page"), HasSubstr("Cache-Control: no-store\r\n")));
  EXPECT_THAT(answer_of(console, "/tokens/assets/tokens.html"), HasSubstr("404 Not Found"));
}

TEST(ConsoleCoding, IsTheShortestThatIsTaken) {
  EXPECT_EQ(coding({}), Coding::plain);
  EXPECT_EQ(coding({""}), Coding::plain);
  EXPECT_EQ(coding({"gzip"}), Coding::gzip);
  EXPECT_EQ(coding({"gzip, br"}), Coding::brotli);
  EXPECT_EQ(coding({"gzip", "br"}), Coding::brotli);
  EXPECT_EQ(coding({"br;q=0.1,gzip"}), Coding::brotli);
  EXPECT_EQ(coding({"*"}), Coding::plain);
  EXPECT_EQ(coding({"x-gzip, brotli"}), Coding::plain);
}

TEST(ConsoleCoding, IsNoneThatIsRefused) {
  EXPECT_EQ(coding({"br;q=0, gzip"}), Coding::gzip);
  EXPECT_EQ(coding({"br; Q=0.000 , gzip ; q=0."}), Coding::plain);
  EXPECT_EQ(coding({"gzip;q=0.001"}), Coding::gzip);
  EXPECT_EQ(coding({"gzip;level=9;q=0"}), Coding::plain);
}

}  // namespace
}  // namespace ledger::console
