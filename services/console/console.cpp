#include "services/console/console.hpp"

#include <algorithm>

#include "services/console/coding.hpp"
#include "services/http/problem.hpp"

namespace ledger::console {
namespace {

constexpr std::string_view document_name = "tokens.html";

// Everything is of this origin, nothing is inline, nobody frames it, and no text becomes a script.
constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

// The name has the hash of what is in it: it never is another.
constexpr std::string_view for_ever = "max-age=31536000, immutable";

void write_form(http::Exchange& exchange, const Asset& asset) {
  http::Response& response = exchange.response;
  response.header("Vary", "Accept-Encoding");
  std::string_view content = asset.plain;
  switch (coding_for(exchange.request)) {
    case Coding::plain:
      break;
    case Coding::gzip:
      response.header("Content-Encoding", "gzip");
      content = asset.gzip;
      break;
    case Coding::brotli:
      response.header("Content-Encoding", "br");
      content = asset.brotli;
      break;
  }
  response.body(asset.content_type, content);
}

}  // namespace

Console::Console(std::span<const Asset> carried, bool https)
    : carried_(carried),
      guards_{{"X-Content-Type-Options", "nosniff"},
              {"Cross-Origin-Resource-Policy", "same-origin"}} {
  if (https) guards_.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

void Console::add_routes(http::Router& router) const {
  const auto add = [&](const char* pattern, void (Console::*answer)(http::Exchange&) const) {
    http::Route route;
    route.methods = {boost::beast::http::verb::get};
    route.pattern = pattern;
    route.fast = [this, answer](http::Exchange& exchange) {
      (this->*answer)(exchange);
      return true;
    };
    router.add(std::move(route));
  };
  add("/", &Console::home);
  add("/tokens", &Console::document);
  add("/tokens/assets/*", &Console::asset);  // before what covers it
  add("/tokens/*", &Console::document);
}

void Console::home(http::Exchange& exchange) const {
  exchange.response.status(302).header("Location", "/tokens");
  guard(exchange.response);
  exchange.response.no_body();
}

void Console::document(http::Exchange& exchange) const {
  const Asset* const page = find(document_name);
  if (page == nullptr) {
    return refuse(
        exchange.response,
        http::make_problem(404, "no-console", "No web page",
                           "This program was built without its web page "
                           "(TOKENLEDGER_CONSOLE=OFF). Use the command line, `tokenledger token`, "
                           "or the HTTP API."));
  }
  http::Response& response = exchange.response;
  response.status(200);
  response.header("Content-Security-Policy", content_policy);
  response.header("Referrer-Policy", "no-referrer");
  response.header("Cross-Origin-Opener-Policy", "same-origin");
  guard(response);
  write_form(exchange, *page);
}

void Console::asset(http::Exchange& exchange) const {
  const std::string& name = exchange.path_parameters.front();
  const Asset* const found = name == document_name ? nullptr : find(name);
  if (found == nullptr) {
    return refuse(exchange.response,
                  http::make_problem(404, "not-found", "Not found",
                                     "There is no such part of the page: load /tokens anew."));
  }
  http::Response& response = exchange.response;
  response.status(200);
  response.cache(for_ever);
  guard(response);
  write_form(exchange, *found);
}

void Console::refuse(http::Response& response, http::Problem problem) const {
  guard(problem);
  http::write_problem(response, problem);
}

void Console::guard(http::Problem& problem) const {
  problem.headers.insert(problem.headers.end(), guards_.begin(), guards_.end());
}

void Console::guard(http::Response& response) const {
  for (const auto& [name, value] : guards_) response.header(name, value);
}

const Asset* Console::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(carried_, name, &Asset::name);
  return found == carried_.end() ? nullptr : &*found;
}

}  // namespace ledger::console
