#pragma once
// What a feed was asked for.

#include <bitset>
#include <chrono>
#include <variant>

#include "events/log/event_types.hpp"
#include "services/feeds/feed_source.hpp"
#include "services/http/problem.hpp"
#include "services/http/request.hpp"

namespace ledger::feeds {

inline constexpr std::size_t items_default = 100;
inline constexpr std::size_t items_max = 1000;
inline constexpr std::chrono::seconds wait_max{60};

struct FeedQuery {
  std::optional<token::Position> after;
  std::size_t limit = items_default;
  std::chrono::seconds wait{0};
  std::string owner;  ///< empty: anybody
  std::optional<token::TokenId> token;
  std::string token_owner;  ///< of that: what concerns all of the owner's concerns it as well
  std::bitset<log::event_types.size()> types;  ///< none: all
  bool streams = false;                        ///< server-sent events
  std::string follower;                        ///< of the log: who asks; empty: not said
  std::optional<token::Position> applied;      ///< and what that one has applied

  [[nodiscard]] bool wants(const FeedItem& item) const;
};

inline constexpr std::size_t follower_name_size_max = 64;
[[nodiscard]] constexpr bool is_of_follower_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

/// By what a feed can be asked for less than all.
enum class FeedFilters { none, whom, whom_and_type };

/// Of the query, and of Accept and Last-Event-ID: which stands over `after`, for a client that
/// reconnects sends both. `page_type`: of a page. A problem names the parameter.
[[nodiscard]] std::variant<FeedQuery, http::Problem> read_feed_query(const http::Request& request,
                                                                     FeedFilters filters,
                                                                     std::string_view page_type);

}  // namespace ledger::feeds
