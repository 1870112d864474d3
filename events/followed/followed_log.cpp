#include "events/followed/followed_log.hpp"

#include <algorithm>
#include <deque>

#include "events/followed/conversation.hpp"

namespace ledger::followed {
namespace {

using Clock = Conversation::Clock;

constexpr std::size_t records_per_question = 1000;
/// Between looks whether the log is closed.
constexpr std::chrono::milliseconds look_interval{100};

/// Waits for the answer to what was asked.
Conversation::Told wait_for_answer(Conversation& conversation, const std::atomic<bool>& closed) {
  while (!closed) {
    if (auto told = conversation.answer(Clock::now() + look_interval)) return *std::move(told);
  }
  return {Trouble{log::errc::unavailable, "it is not waited for"}, {}};
}

}  // namespace

class FollowedLog::Reader final : public log::EventReader {
 public:
  Reader(FollowedLog& log, std::size_t node, std::optional<log::Position> after)
      : log_(log),
        node_(node),
        last_(after),
        conversation_(log.options_.nodes[node], log.options_.token, log.options_.patience) {}

  /// Waits for the first answer.
  Result<void> reach() {
    ask(std::chrono::seconds(0));
    take(wait_for_answer(conversation_, log_.closed_));
    if (failure_) return log::make_error_code(*failure_);
    return {};
  }

  Result<void> read(std::vector<log::Record>& out, std::size_t records_max,
                    std::chrono::milliseconds wait) override {
    constexpr std::chrono::milliseconds wait_max = std::chrono::hours(24);
    const auto deadline = Clock::now() + std::min(wait, wait_max);
    out.clear();
    applied_ = returned_;  // who reads on has applied what he read
    while (!interrupted_.exchange(false)) {
      if (!records_.empty()) {
        hand_out(out, records_max);
        return {};
      }
      if (failure_) return log::make_error_code(*failure_);
      if (!conversation_.is_asking()) ask(log_.options_.wait);
      if (auto told = conversation_.answer(deadline)) {
        take(*std::move(told));
      } else if (Clock::now() >= deadline) {
        return {};
      }
    }
    return {};
  }

  void interrupt() override {
    interrupted_ = true;
    conversation_.wake();
  }

 private:
  void ask(std::chrono::seconds wait) {
    conversation_.ask({last_, records_per_question, wait, log_.options_.name, applied_});
  }

  void hand_out(std::vector<log::Record>& out, std::size_t records_max) {
    while (!records_.empty() && out.size() < records_max) {
      out.push_back(std::move(records_.front()));
      returned_ = out.back().position;
      records_.pop_front();
    }
  }

  void take(Conversation::Told told) {
    if (const auto* trouble = std::get_if<Trouble>(&told.answer)) {
      failure_ = trouble->code;
      if (!log_.closed_) log_.note_trouble(node_, trouble->text);
      return;
    }
    auto& answer = std::get<NodeAnswer>(told.answer);
    std::ranges::move(answer.records, std::back_inserter(records_));
    const auto& end = answer.end;
    log_.note_end(end.last_position);
    log_.note_end(answer.applied);
    log_.note_good(node_);
    if (end.last_position && end.complete_age) {
      // A node's clock that runs fast does not make the view newer.
      const log::BootTime since_asked = log::boot_time_now() - told.asked;
      const auto waited = std::min<log::BootTime>(end.waited, since_asked);
      log_.proofs_.add(*end.last_position, told.asked + waited - *end.complete_age);
    }
    last_ = end.last_position;
    if (end.more) ask(std::chrono::seconds(0));  // comes while these are folded
  }

  FollowedLog& log_;
  const std::size_t node_;
  std::optional<log::Position> last_;        ///< that was answered
  std::optional<log::Position> returned_{};  ///< by read()
  std::optional<log::Position> applied_{};   ///< by who reads
  Conversation conversation_;
  std::deque<log::Record> records_;   ///< and not returned yet
  std::optional<log::errc> failure_;  ///< told once they are
  std::atomic<bool> interrupted_{false};
};

Result<void> FollowedLog::append(std::string, std::string, log::OnAppended) {
  return log::make_error_code(log::errc::read_only);
}

Result<std::unique_ptr<log::EventReader>> FollowedLog::read_after(
    std::optional<log::Position> after) {
  bool out_of_range = true;
  for (std::size_t i = 0; i < options_.nodes.size(); ++i) {
    const auto node = current_.load();
    auto reader = std::make_unique<Reader>(*this, node, after);
    const auto reached = reader->reach();
    if (reached) return std::unique_ptr<log::EventReader>(std::move(reader));
    out_of_range = out_of_range && reached.error() == log::errc::out_of_range;
  }
  return log::make_error_code(out_of_range ? log::errc::out_of_range : log::errc::unavailable);
}

Result<std::optional<log::Position>> FollowedLog::end() const {
  for (std::size_t i = 0; i < options_.nodes.size(); ++i) {
    const auto node = current_.load();
    Conversation conversation(options_.nodes[node], options_.token, options_.patience);
    conversation.ask({});
    const auto told = wait_for_answer(conversation, closed_);
    if (const auto* answer = std::get_if<NodeAnswer>(&told.answer)) {
      note_end(answer->applied);
      return answer->applied;
    }
    note_trouble(node, std::get<Trouble>(told.answer).text);
  }
  return log::make_error_code(log::errc::unavailable);
}

std::optional<log::Position> FollowedLog::known_end() const noexcept {
  const auto count = end_plus_one_.load();
  return count == 0 ? std::nullopt : std::optional(log::Position(count - 1));
}

std::optional<log::BootTime> FollowedLog::complete_at(log::Position applied,
                                                      log::BootTime) const noexcept {
  return proofs_.at(applied);
}

void FollowedLog::note_end(std::optional<log::Position> position) const noexcept {
  if (!position) return;
  auto known = end_plus_one_.load();
  while (known <= position->value() &&
         !end_plus_one_.compare_exchange_weak(known, position->value() + 1)) {
  }
}

void FollowedLog::note_trouble(std::size_t node, const std::string& text) const {
  auto expected = node;
  current_.compare_exchange_strong(expected, (node + 1) % options_.nodes.size());
  const std::lock_guard lock(noted_mutex_);
  if (good_ == node) good_.reset();
  if (std::exchange(noted_[node], text) == text || !options_.on_note) return;
  options_.on_note(false, options_.nodes[node].text(), text);
}

void FollowedLog::note_good(std::size_t node) const {
  const std::lock_guard lock(noted_mutex_);
  noted_[node].clear();
  if (std::exchange(good_, node) == node || !options_.on_note) return;
  options_.on_note(true, options_.nodes[node].text(), {});
}

}  // namespace ledger::followed
