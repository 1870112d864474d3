#pragma once
// One connection's requests and answers without any I/O: bytes in, what to do next out. The
// connection reads, writes and awaits as it is told; everything that is decided is decided here.

#include <optional>
#include <string>

#include "services/http/environment.hpp"
#include "services/http/errc.hpp"
#include "services/http/input_buffer.hpp"
#include "services/http/problem.hpp"
#include "services/http/request_parser.hpp"

namespace ledger::http {

class Conversation {
 public:
  enum class Next {
    read,   ///< write out() if it is not empty, then read into room()
    write,  ///< write out(), then advance()
    run,    ///< co_await run(), then advance()
    end,    ///< write out(), then say goodbye: nothing more is read as a request
  };
  /// What the peer owes; which time-out applies.
  enum class Awaiting { request, header, body };

  /// `roles`: routes of others are not found.
  Conversation(Environment& environment, Roles roles, Executor executor,
               boost::asio::ip::address peer, Stream& stream);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  [[nodiscard]] Next advance();
  /// The first part of advance(), which follows: reads the request that is there and begins it.
  void begin();
  /// The handler of the current route; exceptions are answered with 500.
  [[nodiscard]] Task<void> run();

  [[nodiscard]] std::span<char> room() noexcept { return input_.room(); }
  void received(std::size_t count) noexcept { input_.received(count); }
  [[nodiscard]] const std::string& out() const noexcept { return out_; }
  /// out() has been written.
  void written();
  /// Of an answer that is written as it goes: out() is about to be sent.
  void commit() noexcept { response_->commit(); }
  /// It has no body, for it answers HEAD.
  [[nodiscard]] bool is_head() const noexcept {
    return request_.method == boost::beast::http::verb::head;
  }
  /// Such an answer broke off: the peer must learn that.
  [[nodiscard]] bool is_broken() const noexcept { return broken_; }

  [[nodiscard]] Awaiting awaiting() const noexcept;
  /// Changes with every request, so that a time-out belongs to one.
  [[nodiscard]] std::uint64_t request_number() const noexcept { return number_; }
  /// Answers the request that is half there, and ends.
  void refuse_unfinished(errc why) { end_with(why); }
  /// Memory that only a large request or answer needed; for who waits.
  void give_back();
  /// The server stops: the answer in the making ends the connection.
  void close_after_answer() noexcept;

 private:
  enum class Stage { header, body, dispatch, fast, handler, running, ended };

  void next_request();
  [[nodiscard]] std::optional<Next> read_header();
  [[nodiscard]] std::optional<Next> need_more_header();
  void header_complete();
  [[nodiscard]] std::optional<errc> header_refusal() const;
  /// What the request may be, as far as it is known.
  [[nodiscard]] HeaderLimits header_limits(const Route* route) const;
  [[nodiscard]] bool keeps_alive() const;
  [[nodiscard]] bool admitted();
  /// To OPTIONS: what there is at that path.
  void answer_options(const Router::Match& match);
  /// What forbids to read the body, as far as the header tells.
  [[nodiscard]] std::optional<errc> body_refusal() const;
  [[nodiscard]] std::optional<Next> read_body();
  void dispatch();
  void answer_fast();
  [[nodiscard]] std::optional<Next> begin_handler();
  void request_answered();
  void make_response(bool keep_alive);
  void make_exchange();
  /// Where the request has no name of its own.
  void make_name();
  void tell_of_answer() const noexcept;
  /// Answers through the response that is there; whether the connection goes on is its matter.
  void refuse(errc why);
  void refuse(Problem problem);
  /// Answers, and the connection ends.
  void end_with(errc why);
  void fail(const char* reason);
  /// After the commit nothing can be said any more.
  void break_off();
  void log_failure(const char* reason) const noexcept;
  /// Keeps how the handler failed, for fail().
  void note(const std::exception& thrown);
  [[nodiscard]] Problem problem_of(errc why) const;
  [[nodiscard]] std::size_t body_bytes_max() const noexcept;

  Environment& environment_;
  Roles roles_;
  Executor executor_;
  Stream& stream_;
  HeaderLimits largest_header_;  ///< of any route
  InputBuffer input_;
  std::string out_;
  std::string body_;
  Request request_;
  std::vector<std::string> path_parameters_;
  std::optional<RequestParser> parser_;
  std::optional<Response> response_;
  std::optional<Exchange> exchange_;
  Admitted admitted_;
  const Route* route_ = nullptr;
  RequestName name_;
  RequestIds::Text made_id_{};
  std::chrono::steady_clock::time_point begun_;   ///< its first byte was read
  std::chrono::steady_clock::time_point opened_;  ///< its handler began
  std::string path_;                              ///< normal, where the one sent was not
  std::string allow_;
  std::optional<Role> elsewhere_;           ///< the role that has what was not found
  std::optional<errc> why_no_body_;         ///< the body is refused, if there is a byte of it
  std::optional<Problem> failure_problem_;  ///< what that is answered with, if not with 500
  const char* failure_ = "it ended without an answer";  ///< how the handler failed, if it did
  std::uint64_t number_ = 0;
  std::size_t in_this_write_ = 0;
  Stage stage_ = Stage::header;
  bool broken_ = false;
};

}  // namespace ledger::http
