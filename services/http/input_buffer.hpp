#pragma once
// The bytes of one connection that are not answered yet, in memory that never moves: the request
// being read (header kept in place for its views), and behind it what was read ahead.
//
//   0 … begin: answered │ begin … parsed: of the current request │ parsed … end: unread │ room

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace ledger::http {

class InputBuffer {
 public:
  /// Room behind the largest header: body bytes and requests read ahead.
  static constexpr std::size_t ahead = 16 * 1024;

  explicit InputBuffer(std::size_t header_bytes_max)
      : bytes_(std::make_unique_for_overwrite<char[]>(header_bytes_max + ahead)),
        capacity_(header_bytes_max + ahead),
        usual_capacity_(capacity_) {}

  [[nodiscard]] std::span<char> room() noexcept { return {bytes_.get() + end_, capacity_ - end_}; }
  void received(std::size_t count) noexcept { end_ += count; }

  [[nodiscard]] std::string_view unread() const noexcept {
    return {bytes_.get() + parsed_, end_ - parsed_};
  }
  /// All of the current request that is here, read or not.
  [[nodiscard]] std::string_view current() const noexcept {
    return {bytes_.get() + begin_, end_ - begin_};
  }
  [[nodiscard]] std::size_t parsed_count() const noexcept { return parsed_ - begin_; }
  void parsed(std::size_t count) noexcept { parsed_ += count; }

  [[nodiscard]] bool has_room_ahead() const noexcept { return capacity_ - parsed_ >= ahead; }

  /// The current request is answered: its bytes are free, views into them end.
  void next_request() noexcept {
    begin_ = parsed_;
    if (begin_ != end_) return;
    begin_ = parsed_ = end_ = 0;
    if (capacity_ != usual_capacity_) move_to(usual_capacity_);
  }
  /// Moves a request whose reading begins anew to the front; false if it is there already.
  bool rewind_to_front() noexcept {
    if (begin_ == 0) return false;
    std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = parsed_ = 0;
    return true;
  }
  /// Moves a request whose reading begins anew to where a longer header has room; back to the usual
  /// memory with the next request.
  void make_room(std::size_t header_bytes_max) { move_to(header_bytes_max + ahead); }
  /// The header ends here; body bytes behind it are copied out and need not stay.
  void header_ends() noexcept { header_end_ = parsed_; }
  /// Frees the body bytes that are parsed.
  void drop_parsed_body() noexcept {
    std::memmove(bytes_.get() + header_end_, bytes_.get() + parsed_, end_ - parsed_);
    end_ -= parsed_ - header_end_;
    parsed_ = header_end_;
  }

 private:
  void move_to(std::size_t capacity) {
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    end_ -= begin_;
    std::memcpy(bytes.get(), bytes_.get() + begin_, end_);
    begin_ = parsed_ = 0;
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_;
  std::size_t usual_capacity_;
  std::size_t begin_ = 0;
  std::size_t parsed_ = 0;
  std::size_t header_end_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ledger::http
