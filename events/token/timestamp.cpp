#include "events/token/timestamp.hpp"

#include <algorithm>

namespace ledger::token {
namespace {

using std::chrono::milliseconds;

constexpr auto earliest = Timestamp(std::chrono::sys_days(std::chrono::year(0) / 1 / 1));
constexpr auto latest =
    Timestamp(std::chrono::sys_days(std::chrono::year(10000) / 1 / 1)) - milliseconds(1);

void put(char*& out, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
  out += digits;
}

/// Takes `digits` decimal digits from the front of `text`; nothing if they are not there.
std::optional<int> take(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, char wanted) {
  if (text.empty() || (text.front() != wanted && text.front() != wanted + ('a' - 'A')))
    return false;
  text.remove_prefix(1);
  return true;
}

std::optional<milliseconds> take_decimals(std::string_view& text) {
  if (text.empty() || text.front() != '.') return milliseconds(0);
  text.remove_prefix(1);
  int value = 0;
  int digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    if (++digits <= 3) value = value * 10 + (text.front() - '0');
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (; digits < 3; ++digits) value *= 10;
  return milliseconds(value);
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take_char(text, 'Z')) return std::chrono::minutes(0);
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '+' ? 1 : -1;
  text.remove_prefix(1);
  const auto hours = take(text, 2);
  if (!hours || *hours > 23 || text.empty() || text.front() != ':') return std::nullopt;
  text.remove_prefix(1);
  const auto minutes = take(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

}  // namespace

void write_text(Timestamp time, char* next) noexcept {
  time = std::clamp(time, earliest, latest);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  put(next, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  *next++ = '-';
  put(next, static_cast<unsigned>(date.month()), 2);
  *next++ = '-';
  put(next, static_cast<unsigned>(date.day()), 2);
  *next++ = 'T';
  put(next, static_cast<unsigned>(clock.hours().count()), 2);
  *next++ = ':';
  put(next, static_cast<unsigned>(clock.minutes().count()), 2);
  *next++ = ':';
  put(next, static_cast<unsigned>(clock.seconds().count()), 2);
  *next++ = '.';
  put(next, static_cast<unsigned>(clock.subseconds().count()), 3);
  *next = 'Z';
}

void append_text(std::string& out, Timestamp time) {
  char text[timestamp_text_size];
  write_text(time, text);
  out.append(text, sizeof text);
}

std::string to_text(Timestamp time) {
  std::string text;
  append_text(text, time);
  return text;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  const auto year = take(text, 4);
  if (!year || text.empty() || text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto month = take(text, 2);
  if (!month || text.empty() || text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto day = take(text, 2);
  if (!day || !take_char(text, 'T')) return std::nullopt;
  const auto hour = take(text, 2);
  if (!hour || *hour > 23 || text.empty() || text.front() != ':') return std::nullopt;
  text.remove_prefix(1);
  const auto minute = take(text, 2);
  if (!minute || *minute > 59 || text.empty() || text.front() != ':') return std::nullopt;
  text.remove_prefix(1);
  const auto second = take(text, 2);
  if (!second || *second > 59) return std::nullopt;
  const auto decimals = take_decimals(text);
  if (!decimals) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
         std::chrono::minutes(*minute) + std::chrono::seconds(*second) + *decimals - *offset;
}

}  // namespace ledger::token
