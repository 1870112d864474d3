#include "services/feeds/log_source.hpp"

#include <algorithm>

#include "events/log/record_line.hpp"

namespace ledger::feeds {

using token::Position;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t records_per_fetch = 512;
/// For records that the log has: it is on its way from a broker.
constexpr std::chrono::seconds read_wait{5};

std::size_t bytes_kept_for(const FeedItem& item) { return sizeof item + item.json.size(); }

}  // namespace

LogSource::Place LogSource::open(std::uint64_t first) const {
  std::optional<Position> after;
  if (first > 0) after = Position(first - 1);
  auto reader = log_.read_after(after);
  if (!reader) throw LogUnreadable(reader.error().message());
  return {first, *std::move(reader), Clock::now()};
}

/// At least one record, and none behind `through`.
std::vector<FeedItem> LogSource::fetch(Place& place, std::uint64_t through, std::size_t count_max) {
  std::vector<log::Record> records;
  const auto wanted = std::min<std::uint64_t>(count_max, through - place.next + 1);
  const auto read = place.reader->read(records, static_cast<std::size_t>(wanted), read_wait);
  if (!read) throw LogUnreadable(read.error().message());
  if (records.empty()) throw LogUnreadable("it does not go on to its end");
  std::vector<FeedItem> items(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    items[i].position = records[i].position;
    log::append_record_line(items[i].json, records[i]);
  }
  place.next = records.back().position.value() + 1;
  place.used = Clock::now();
  return items;
}

FeedSlice LogSource::read(std::optional<Position> after, Position through,
                          std::size_t count_max) const {
  const auto first = after ? after->value() + 1 : 0;
  const std::lock_guard lock(mutex_);
  if (!follow_newest(first, through.value())) return read_older(first, through.value(), count_max);
  const auto begin =
      newest_.begin() + static_cast<std::ptrdiff_t>(first - newest_.front().position.value());
  const auto left = static_cast<std::size_t>(newest_.end() - begin);
  FeedSlice slice;
  slice.items.assign(begin, begin + static_cast<std::ptrdiff_t>(std::min(left, count_max)));
  slice.last = slice.items.back().position;
  return slice;
}

/// Whether the newest have `first` now, and go on through `through` or beyond.
bool LogSource::follow_newest(std::uint64_t first, std::uint64_t through) const {
  const bool goes_on = end_ && first <= end_->next && through <= end_->next + gap_max;
  if (!goes_on) {
    if (through - first >= gap_max) return false;
    newest_.clear();
    newest_bytes_ = 0;
    end_.reset();
    end_ = open(first);
  } else if (!newest_.empty() && first < newest_.front().position.value()) {
    return false;
  }
  while (end_->next <= through) {
    std::vector<FeedItem> items;
    try {
      items = fetch(*end_, through, records_per_fetch);
    } catch (...) {
      end_.reset();  // to be opened anew
      throw;
    }
    for (auto& item : items) {
      newest_bytes_ += bytes_kept_for(item);
      newest_.push_back(std::move(item));
    }
  }
  end_->used = Clock::now();
  while (newest_bytes_ > newest_bytes_max) {
    newest_bytes_ -= bytes_kept_for(newest_.front());
    newest_.pop_front();
  }
  return first >= newest_.front().position.value();
}

FeedSlice LogSource::read_older(std::uint64_t first, std::uint64_t through,
                                std::size_t count_max) const {
  auto found = std::ranges::find(older_, first, &Place::next);
  Place place;
  if (found != older_.end()) {
    place = std::move(*found);
    older_.erase(found);
  } else {
    if (older_.size() >= readers_max)
      older_.erase(std::ranges::min_element(older_, {}, &Place::used));
    place = open(first);
  }
  FeedSlice slice;
  slice.items = fetch(place, through, count_max);
  slice.last = slice.items.back().position;
  older_.push_back(std::move(place));
  return slice;
}

void LogSource::tend(Clock::time_point now) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;  // it is in use
  const auto idle = [now](const Place& place) { return now - place.used > idle_max; };
  std::erase_if(older_, idle);
  if (!end_ || !idle(*end_)) return;
  end_.reset();
  newest_.clear();
  newest_bytes_ = 0;
}

}  // namespace ledger::feeds
