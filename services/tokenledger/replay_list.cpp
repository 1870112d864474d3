#include "services/tokenledger/replay_list.hpp"

#include <unistd.h>

#include "events/log/record_line.hpp"
#include "services/cli/event_row.hpp"
#include "services/cli/json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/tokenledger/results.hpp"

namespace ledger::tokenledger {
namespace {

constexpr std::size_t bytes_per_print = std::size_t{1} << 20;

cli::Row header() {
  auto row = cli::event_header();
  row.insert(row.begin(), {"POSITION", cli::Colour::bold});
  row.insert(row.begin() + 3, {"VERDICT", cli::Colour::bold});
  row.insert(row.begin() + 5, {"ABOUT", cli::Colour::bold});
  return row;
}

std::string verdict_text(const projections::Fate& fate, std::optional<token::Position> lost_to) {
  std::string text(verdict_of(fate));
  if (lost_to) text += " by " + std::to_string(lost_to->value());
  return text;
}

}  // namespace

ReplayList::ReplayList(const audit::Replay& replay, const ReplayFilter& filter, bool as_json,
                       Progress& progress)
    : replay_(replay),
      filter_(filter),
      as_json_(as_json),
      progress_(progress),
      table_(cli::wants_colour(STDOUT_FILENO)) {}

void ReplayList::before(const log::Decoded& decoded) {
  const auto* event = std::get_if<token::Event>(&decoded);
  if (event != nullptr) losses_.before(replay_.fold(), *event);
}

void ReplayList::after(const audit::Replay::Step& step) {
  std::optional<token::Position> lost_to;
  if (const auto* event = std::get_if<token::Event>(&step.decoded)) {
    const auto verdict = std::get<projections::FoldedEvent>(step.fate).verdict;
    lost_to = losses_.after(step.record, *event, verdict);
  }
  if (!filter_.shows(step, replay_.fold())) return;
  as_json_ ? add_line(step, lost_to) : add_row(step, lost_to);
  ++shown_;
  if (shown_ % rows_per_print == 0 || lines_.size() > bytes_per_print) print();
}

void ReplayList::on_progress(token::Position at) { progress_.tell(at); }

void ReplayList::finish() {
  print();
  progress_.end();
  if (shown_ == 0 && !as_json_) cli::note("There are none.\n");
}

void ReplayList::print() {
  progress_.hide();
  print_result(as_json_ ? lines_ : table_.render());
  lines_.clear();
}

void ReplayList::add_line(const audit::Replay::Step& step, std::optional<token::Position> lost_to) {
  log::JsonWriter json(lines_);
  json.begin_object().key("position").number(step.record.position.value());
  json.key("log_time").text(token::to_text(step.record.log_time));
  json.key("verdict").text(verdict_of(step.fate));
  if (lost_to) json.key("lost_to").number(lost_to->value());
  if (const auto* malformed = std::get_if<log::MalformedRecord>(&step.fate)) {
    json.key("why").text(malformed->reason);
  }
  log::write_record_value(json, step.record);
  json.end_object();
  lines_ += '\n';
}

void ReplayList::add_row(const audit::Replay::Step& step, std::optional<token::Position> lost_to) {
  if (shown_ == 0) table_.add(header());
  const auto position = std::to_string(step.record.position.value());
  auto verdict = verdict_text(step.fate, lost_to);
  const auto json = cli::Json::read(step.record.value);
  if (!json) {
    table_.add({{position}, {token::to_text(step.record.log_time)}, {}, {std::move(verdict)}});
    return;
  }
  auto row = cli::event_row(json->root(), cli::now());
  row.insert(row.begin(), {position});
  row.insert(row.begin() + 3, {std::move(verdict)});
  row.insert(row.begin() + 5, {json->root().text("/subject")});
  table_.add(std::move(row));
}

}  // namespace ledger::tokenledger
