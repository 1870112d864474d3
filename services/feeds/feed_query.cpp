#include "services/feeds/feed_query.hpp"

#include <algorithm>

#include "events/token/ids.hpp"
#include "services/access/problems.hpp"
#include "services/http/decimal.hpp"
#include "services/http/media_type.hpp"
#include "services/http/url.hpp"

namespace ledger::feeds {
namespace {

using access::bad_request;
using MaybeProblem = std::optional<http::Problem>;

std::optional<std::uint64_t> parse_between(std::string_view text, std::uint64_t low,
                                           std::uint64_t high) {
  const auto value = http::parse_decimal(text);
  return value && *value >= low && *value <= high ? value : std::nullopt;
}

/// The whole name, or what is between `tokenledger.` and the version.
std::optional<std::size_t> parse_type(std::string_view text) {
  for (std::size_t i = 0; i < log::event_types.size(); ++i) {
    const auto whole = log::event_types[i];
    if (text == whole || text == log::brief_type(whole)) return i;
  }
  return std::nullopt;
}

std::string known_types() {
  std::string names;
  for (const auto whole : log::event_types) {
    names.append(names.empty() ? "" : ", ").append(log::brief_type(whole));
  }
  return names;
}

class Reader {
 public:
  explicit Reader(FeedFilters filters) : filters_(filters) {}

  MaybeProblem take(const std::string& name, const std::string& value) {
    const bool by_whom = filters_ != FeedFilters::none;
    const bool by_type = filters_ == FeedFilters::whom_and_type;
    if (name == "type" && by_type) return take_type(value);
    if (std::ranges::find(seen_, name) != seen_.end()) {
      return bad_request("repeated-parameter", "Give the query parameter " + name + " once.");
    }
    seen_.push_back(name);
    if (name == "after") return take_after(value);
    if (name == "limit") return take_limit(value);
    if (name == "wait") return take_wait(value);
    if (name == "owner" && by_whom) return take_owner(value);
    if (name == "token" && by_whom) return take_token(value);
    if (name == "follower" && !by_whom) return take_follower(value);
    if (name == "applied" && !by_whom) return take_applied(value);
    const char* const known = by_type   ? "after, limit, wait, owner, token and type."
                              : by_whom ? "after, limit, wait, owner and token."
                                        : "after, limit, wait, follower and applied.";
    return bad_request("unknown-parameter",
                       "There is no query parameter \"" + name + "\" here, but " + known);
  }
  /// What a stream has no use for.
  MaybeProblem refuse_of_stream() const {
    for (const auto* name : {"limit", "wait"}) {
      if (std::ranges::find(seen_, name) == seen_.end()) continue;
      return bad_request(std::string("invalid-") + name,
                         std::string(name) +
                             " is for pages; a stream (text/event-stream) goes on "
                             "until it is closed. Leave it out.");
    }
    return std::nullopt;
  }

  FeedQuery query;

 private:
  MaybeProblem take_after(const std::string& value) {
    const auto number = http::parse_decimal(value);
    if (!number) {
      return bad_request("invalid-after",
                         "after is a position: what last_position of the page before said.");
    }
    query.after = token::Position(*number);
    return std::nullopt;
  }
  MaybeProblem take_follower(const std::string& value) {
    query.follower = value;
    if (!value.empty() && value.size() <= follower_name_size_max &&
        std::ranges::all_of(value, is_of_follower_name)) {
      return std::nullopt;
    }
    return bad_request("invalid-follower",
                       "follower is a name of 1 to 64 letters, digits and . _ - of your own.");
  }
  MaybeProblem take_applied(const std::string& value) {
    const auto number = http::parse_decimal(value);
    if (!number) {
      return bad_request(
          "invalid-applied",
          "applied is a position: everything through there was applied by who asks.");
    }
    query.applied = token::Position(*number);
    return std::nullopt;
  }
  MaybeProblem take_limit(const std::string& value) {
    const auto number = parse_between(value, 1, items_max);
    if (!number) return bad_request("invalid-limit", "limit is a whole number from 1 to 1000.");
    query.limit = static_cast<std::size_t>(*number);
    return std::nullopt;
  }
  MaybeProblem take_wait(const std::string& value) {
    const auto number = parse_between(value, 0, static_cast<std::uint64_t>(wait_max.count()));
    if (!number) return bad_request("invalid-wait", "wait is whole seconds from 0 to 60.");
    query.wait = std::chrono::seconds(*number);
    return std::nullopt;
  }
  MaybeProblem take_owner(const std::string& value) {
    if (!token::OwnerId::parse(value)) {
      return bad_request("invalid-owner", "owner is no owner id.");
    }
    query.owner = value;
    return std::nullopt;
  }
  MaybeProblem take_token(const std::string& value) {
    query.token = token::TokenId::parse(value);
    if (query.token) return std::nullopt;
    return bad_request("invalid-token", "token is no token id: tok_ and 26 characters.");
  }
  MaybeProblem take_type(const std::string& value) {
    const auto type = parse_type(value);
    if (!type) {
      return bad_request("invalid-type", "There is no such type of event; there are " +
                                             known_types() + ". Repeat type= for several.");
    }
    query.types.set(*type);
    return std::nullopt;
  }

  FeedFilters filters_;
  std::vector<std::string> seen_;
};

}  // namespace

bool FeedQuery::wants(const FeedItem& item) const {
  if (!owner.empty() && item.owner != owner) return false;
  const bool is_owners = item.token.empty() && !item.owner.empty() && item.owner == token_owner;
  if (token && !is_owners && item.token != to_text(*token)) return false;
  return types.none() || types.test(item.type);
}

std::variant<FeedQuery, http::Problem> read_feed_query(const http::Request& request,
                                                       FeedFilters filters,
                                                       std::string_view page_type) {
  const auto parameters = http::parse_query(request.query);
  if (!parameters) return bad_request("invalid-query", "The query has a bad percent escape.");
  Reader reader(filters);
  for (const auto& [name, value] : *parameters) {
    if (auto problem = reader.take(name, value)) return *std::move(problem);
  }
  auto& query = reader.query;
  if (query.applied && query.follower.empty()) {
    return bad_request("invalid-applied", "applied is of a follower: say which by follower.");
  }
  // By name: who takes anything wants a page.
  query.streams = http::names(request, "Accept", "text/event-stream");
  if (!query.streams && !http::is_acceptable(request, page_type)) {
    return http::make_problem(406, "not-acceptable", "Not acceptable",
                              "Accept excludes both forms: " + std::string(page_type) +
                                  " for a page, text/event-stream for a stream.");
  }
  if (!query.streams) return std::move(query);
  if (auto problem = reader.refuse_of_stream()) return *std::move(problem);
  const auto last_seen = request.header("Last-Event-ID");
  if (!last_seen || last_seen->empty()) return std::move(query);
  const auto position = http::parse_decimal(*last_seen);
  if (!position || request.count("Last-Event-ID") > 1) {
    return bad_request("invalid-header",
                       "Last-Event-ID is there once: the id of the event that "
                       "was received last.");
  }
  query.after = token::Position(*position);
  return std::move(query);
}

}  // namespace ledger::feeds
