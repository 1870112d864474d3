#pragma once
// The web page: one static document under /tokens and all paths below, and its assets, carried by
// the program. It has no authority of its own: what it shows and does goes through /v1.

#include <span>

#include "services/console/asset.hpp"
#include "services/http/router.hpp"

namespace ledger::console {

class Console {
 public:
  /// `carried`: the document `tokens.html` and its assets, which stay; empty: the program was built
  /// without the page, and says so. `https`: people reach it by https alone.
  Console(std::span<const Asset> carried, bool https);

  /// `/`, `/tokens` and what is below.
  void add_routes(http::Router& router) const;
  /// Adds what a browser is to keep to, with refusals of its paths that the server makes too.
  void guard(http::Problem& problem) const;

 private:
  void home(http::Exchange& exchange) const;
  void document(http::Exchange& exchange) const;
  void asset(http::Exchange& exchange) const;
  void guard(http::Response& response) const;
  void refuse(http::Response& response, http::Problem problem) const;
  [[nodiscard]] const Asset* find(std::string_view name) const noexcept;

  std::span<const Asset> carried_;
  std::vector<std::pair<std::string, std::string>> guards_;
};

}  // namespace ledger::console
