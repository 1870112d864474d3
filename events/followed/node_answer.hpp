#pragma once
// What a node says to `GET /v1/log` (docs/http-api.md), read. Of the room, not for others.

#include <string>
#include <variant>
#include <vector>

#include "events/log/record_line.hpp"
#include "events/remote/connection.hpp"

namespace ledger::followed {

struct Question {
  std::optional<log::Position> after;
  std::size_t records_max = 1;
  std::chrono::seconds wait{0};
  std::string follower{};                  ///< who asks; empty: that is not said
  std::optional<log::Position> applied{};  ///< and has applied everything through here
};

/// Path and query.
[[nodiscard]] std::string target_of(const Question& question);
/// Of an answer to that, with the longest records there can be.
[[nodiscard]] std::uint64_t answer_bytes_max(const Question& question) noexcept;

struct NodeAnswer {
  std::vector<log::Record> records;  ///< behind `after`, without gaps
  log::AnswerEnd end;
  std::optional<log::Position> applied;  ///< by the node; nothing: its log is empty
};

/// No records.
struct Trouble {
  /// out_of_range: the node says that it has not reached `after`; else unavailable.
  log::errc code = log::errc::unavailable;
  std::string text;  ///< for who looks after the follower: `it refuses the token: …`
};

[[nodiscard]] std::variant<NodeAnswer, Trouble> read_answer(const remote::HttpReply& reply,
                                                            const Question& question);

}  // namespace ledger::followed
