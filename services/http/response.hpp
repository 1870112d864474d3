#pragma once
// Writes one HTTP response straight into the connection's output buffer: status line, headers in
// the order of the calls, body. No cache may keep it, unless it says so. Allocates nothing once the
// buffer has grown to its usual size.

#include <cstdint>
#include <string>
#include <string_view>

namespace ledger::http {

class Response {
 public:
  /// `out`: where the bytes go. `head_only`: answer to HEAD, the body is measured and left out.
  /// `say_keep_alive`: an HTTP/1.0 client has to be told. `date_line`: a whole `Date` line, or
  /// none.
  Response(std::string& out, bool head_only, bool keep_alive, bool say_keep_alive = false,
           std::string_view date_line = {});

  /// First call. Any status that has a reason phrase in RFC 9110 or RFC 6585.
  Response& status(unsigned code);
  Response& header(std::string_view name, std::string_view value);
  Response& header(std::string_view name, std::uint64_t value);
  /// Last call: writes Content-Length (not for 204) and the body.
  void body(std::string_view content_type, std::string_view content);
  /// Last call: a response without a body.
  void no_body();

  /// The body comes in pieces, of unknown length: chunked, or in HTTP/1.0 until the connection
  /// ends. finish() is the last call.
  void begin(std::string_view content_type);
  /// At most `piece_max` bytes.
  void piece(std::string_view content);
  void finish();
  static constexpr std::size_t piece_max = 64 * 1024;
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  /// What is written is on its way: restart() is no more.
  void commit() noexcept { committed_ = true; }
  [[nodiscard]] bool committed() const noexcept { return committed_; }

  [[nodiscard]] bool complete() const noexcept { return complete_; }
  [[nodiscard]] unsigned status_code() const noexcept { return status_code_; }
  /// What X-Request-Id says, if it is not empty; at any time before the last call. Kept as a view.
  void name(std::string_view request_id) noexcept { request_id_ = request_id; }
  /// What Cache-Control says instead of `no-store`; before the last call. A text that stays.
  void cache(std::string_view control) noexcept { cache_control_ = control; }
  /// Bytes so far.
  [[nodiscard]] std::size_t size() const noexcept { return out_.size() - begin_; }
  /// The connection ends after this answer.
  void close() noexcept { keep_alive_ = false; }
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  /// Takes back everything written for this response, to write another.
  void restart();

  /// No byte of this response has been written.
  [[nodiscard]] bool untouched() const noexcept { return out_.size() == begin_; }

 private:
  void end_of_header();
  /// HTTP/1.0 knows no chunks.
  [[nodiscard]] bool is_chunked() const noexcept { return !say_keep_alive_; }

  std::string& out_;
  std::size_t begin_;
  bool head_only_;
  bool keep_alive_;
  bool say_keep_alive_;
  std::string_view date_line_;
  std::string_view request_id_;
  static constexpr std::string_view no_cache_keeps_it = "no-store";
  std::string_view cache_control_ = no_cache_keeps_it;
  bool begun_ = false;
  bool committed_ = false;
  bool complete_ = false;
  unsigned status_code_ = 0;
};

}  // namespace ledger::http
