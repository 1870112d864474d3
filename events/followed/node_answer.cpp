#include "events/followed/node_answer.hpp"

#include <algorithm>
#include <charconv>

#include <simdjson.h>

namespace ledger::followed {
namespace {

constexpr std::size_t detail_bytes_max = 300;

Trouble no_answer_of_a_node(const std::string& what) {
  return {log::errc::unavailable,
          "what it answers is no node's log (" + what + "): name a tokenledger by --from"};
}

std::optional<log::Position> position_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return log::Position(value);
}

/// One line of visible text, whoever wrote it.
std::string tame(std::string_view text) {
  std::string line(text.substr(0, detail_bytes_max));
  std::ranges::replace_if(line, [](char c) { return c < ' ' || c > '~'; }, ' ');
  return line;
}

Trouble trouble_of(const remote::HttpReply& reply) {
  simdjson::dom::parser parser;
  const auto problem = parser.parse(reply.body());
  const auto member = [&](const char* name) {
    std::string_view text;
    return problem[name].get(text) == simdjson::SUCCESS ? text : std::string_view();
  };
  const auto type = member("type");
  const auto detail = member("detail");
  const auto status = reply.result_int();
  const auto text = std::to_string(status) + ' ' + tame(detail);
  if (status == 503 && type == "urn:tokenledger:problem:position-not-reached") {
    return {log::errc::out_of_range, "it has not reached the position that this is at"};
  }
  if (status == 401 || status == 403) {
    return {log::errc::unavailable, "it refuses the token, which needs ledger:audit: " + text};
  }
  return {log::errc::unavailable, "it refuses: " + text};
}

}  // namespace

std::string target_of(const Question& question) {
  std::string target = "/v1/log?limit=" + std::to_string(question.records_max);
  if (question.after) target += "&after=" + std::to_string(question.after->value());
  if (question.wait.count() > 0) target += "&wait=" + std::to_string(question.wait.count());
  if (!question.follower.empty()) {
    target += "&follower=" + remote::percent_encode(question.follower);
    if (question.applied) target += "&applied=" + std::to_string(question.applied->value());
  }
  return target;
}

std::uint64_t answer_bytes_max(const Question& question) noexcept {
  // A byte of a text takes six at most: \u0000.
  constexpr std::uint64_t line_bytes_max = 2 * 6 * log::record_bytes_max + 1024;
  return (question.records_max + 1) * line_bytes_max;
}

std::variant<NodeAnswer, Trouble> read_answer(const remote::HttpReply& reply,
                                              const Question& question) {
  if (reply.result_int() != 200) return trouble_of(reply);
  NodeAnswer answer;
  auto next = question.after ? question.after->value() + 1 : 0;
  std::string_view rest = reply.body();
  while (true) {
    const auto length = rest.find('\n');
    if (length == rest.npos) return no_answer_of_a_node("a line has no end");
    const auto line = rest.substr(0, length);
    rest.remove_prefix(length + 1);
    if (rest.empty()) {
      const auto end = log::parse_answer_end(line);
      if (!end) return no_answer_of_a_node("its last line");
      answer.end = *end;
      break;
    }
    auto record = log::parse_record_line(line);
    if (!record) return no_answer_of_a_node("a line is no record");
    if (record->position != log::Position(next)) return no_answer_of_a_node("a record is missing");
    ++next;
    answer.records.push_back(*std::move(record));
  }
  const auto& last = answer.end.last_position;
  if (!answer.records.empty() && last != answer.records.back().position) {
    return no_answer_of_a_node("it does not end where it says");
  }
  const auto header = reply.find("Ledger-Position");
  if (header != reply.end())
    answer.applied = position_in({header->value().data(), header->value().size()});
  return answer;
}

}  // namespace ledger::followed
