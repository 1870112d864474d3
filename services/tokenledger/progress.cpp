#include "services/tokenledger/progress.hpp"

#include <algorithm>
#include <unistd.h>

#include "services/cli/terminal.hpp"

namespace ledger::tokenledger {
namespace {

using namespace std::chrono_literals;

constexpr auto silent = 1s;
constexpr auto between_bars = 100ms;
constexpr auto between_lines = 5s;
constexpr std::size_t bar_width = 30;

}  // namespace

Progress::Progress(std::string what, token::Position end)
    : what_(std::move(what)),
      total_(end.value() + 1),
      on_terminal_(::isatty(STDERR_FILENO) == 1),
      next_(begun_ + silent) {}

void Progress::tell(token::Position at) {
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + (on_terminal_ ? between_bars : between_lines);
  shown_ = true;
  // To the line's beginning and over what stood there.
  cli::note(on_terminal_ ? "\r\033[K" + text(at.value() + 1) : text(at.value() + 1) + "\n");
}

void Progress::hide() {
  if (shown_ && on_terminal_) cli::note("\r\033[K");
  shown_ = false;
}

std::string Progress::text(std::uint64_t done) const {
  const std::chrono::duration<double> passed = Clock::now() - begun_;
  const auto per_second = static_cast<double>(done) / std::max(passed.count(), 0.001);
  const auto left = static_cast<double>(total_ - std::min(done, total_)) / per_second;
  std::string text = what_ + " ";
  if (on_terminal_) {
    const auto full = std::min<std::size_t>(bar_width, done * bar_width / total_);
    text += "[" + std::string(full, '#') + std::string(bar_width - full, ' ') + "] ";
  }
  return text + std::to_string(done) + " of " + std::to_string(total_) + ", " +
         std::to_string(static_cast<std::uint64_t>(per_second)) + " a second, " +
         std::to_string(static_cast<std::uint64_t>(left)) + " s left";
}

}  // namespace ledger::tokenledger
