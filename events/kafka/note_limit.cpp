#include "events/kafka/note_limit.hpp"

#include <mutex>
#include <optional>

namespace ledger::kafka {
namespace {

class NoteLimit {
 public:
  explicit NoteLimit(std::chrono::nanoseconds interval) : interval_(interval) {}

  /// How many of that kind were left out since the last that went on. Nothing: this one is too.
  std::optional<std::uint64_t> pass(std::string_view kind, log::BootTime now) {
    const std::lock_guard lock(mutex_);
    auto place = kinds_.find(kind);
    if (place == kinds_.end()) {
      if (kinds_.size() >= note_kinds_max) kind = {};
      place = kinds_.try_emplace(std::string(kind)).first;
    }
    auto& [last, left_out] = place->second;
    if (last && now - *last < interval_) {
      ++left_out;
      return std::nullopt;
    }
    last = now;
    return std::exchange(left_out, 0);
  }

 private:
  struct Kind {
    std::optional<log::BootTime> last{};
    std::uint64_t left_out = 0;
  };

  const std::chrono::nanoseconds interval_;
  std::mutex mutex_;
  std::map<std::string, Kind, std::less<>> kinds_;
};

}  // namespace

std::string_view kind_of_note(std::string_view text) noexcept {
  return text.substr(0, text.find(':'));
}

OnNote limit_notes(OnNote to, std::chrono::nanoseconds interval,
                   std::function<log::BootTime()> now) {
  auto limit = std::make_shared<NoteLimit>(interval);
  return [to = std::move(to), now = std::move(now), limit = std::move(limit)](
             bool serious, std::string_view text) {
    const auto left_out = limit->pass(kind_of_note(text), now());
    if (!left_out) return;
    if (*left_out == 0) return to(serious, text);
    to(serious, std::string(text) + " (and " + std::to_string(*left_out) + " like it before)");
  };
}

}  // namespace ledger::kafka
