#include "services/http/conversation.hpp"

#include <algorithm>

#include <boost/beast/core/string.hpp>

#include "services/http/conditions.hpp"
#include "services/http/media_type.hpp"
#include "services/http/refusal.hpp"
#include "services/http/text_check.hpp"
#include "services/http/url.hpp"

namespace ledger::http {
namespace {

/// A buffer larger than this is given back, by who is busy and by who waits.
constexpr std::size_t kept_bytes_max = 256 * 1024;
constexpr std::size_t kept_idle_bytes_max = 4 * 1024;

void reuse(std::string& buffer, std::size_t kept = kept_bytes_max) {
  buffer.clear();
  if (buffer.capacity() > kept) std::string{}.swap(buffer);
}

boost::asio::const_buffer as_buffer(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

/// `GET /a HTTP/2.0` names a version, `GET /a b` does not.
bool names_version(std::string_view request) {
  const std::string_view line = request.substr(0, request.find("\r\n"));
  if (line.size() == request.size()) return false;
  const std::size_t space = line.find(' ', std::min(line.find(' '), line.size() - 1) + 1);
  if (space == line.npos) return false;
  const std::string_view version = line.substr(space + 1);
  const auto digit = [version](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && digit(5) && version[6] == '.' &&
         digit(7);
}

bool target_runs_over(std::string_view request, std::size_t target_bytes_max) {
  const std::size_t space = request.find(' ');
  if (space == request.npos) return false;
  const std::string_view target = request.substr(space + 1, target_bytes_max + 1);
  return target.size() > target_bytes_max && target.find(' ') == target.npos;
}

}  // namespace

Conversation::Conversation(Environment& environment, Roles roles, Executor executor,
                           boost::asio::ip::address peer, Stream& stream)
    : environment_(environment),
      roles_(roles),
      executor_(executor),
      stream_(stream),
      largest_header_(environment.router.largest_header(environment.limits.header())),
      input_(environment.limits.header_bytes_max) {
  request_.peer = peer;
  parser_.emplace(request_, body_, largest_header_);
}

Conversation::Next Conversation::advance() {
  for (;;) {
    std::optional<Next> next;
    switch (stage_) {
      case Stage::header:
        next = read_header();
        break;
      case Stage::body:
        next = read_body();
        break;
      case Stage::dispatch:
        dispatch();
        break;
      case Stage::fast:
        answer_fast();
        break;
      case Stage::handler:
        next = begin_handler();
        break;
      case Stage::running:
        request_answered();
        break;
      case Stage::ended:
        return Next::end;
    }
    if (next) return *next;
  }
}

void Conversation::begin() {
  if (stage_ == Stage::header && read_header()) return;
  if (stage_ == Stage::body && read_body()) return;
  if (stage_ == Stage::dispatch) dispatch();
}

Conversation::Awaiting Conversation::awaiting() const noexcept {
  if (stage_ != Stage::header) return Awaiting::body;
  // Half an empty line is no beginning: a stream of them must not move the deadline.
  const bool has_begun = !input_.current().empty() && input_.current() != "\r";
  return has_begun ? Awaiting::header : Awaiting::request;
}

void Conversation::written() {
  reuse(out_);
  in_this_write_ = 0;
}

void Conversation::give_back() {
  if (out_.empty()) reuse(out_, kept_idle_bytes_max);
  if (stage_ == Stage::header) reuse(body_, kept_idle_bytes_max);
}

void Conversation::close_after_answer() noexcept {
  if (response_) response_->close();
}

void Conversation::next_request() {
  ++number_;
  input_.next_request();
  if (!body_.empty()) reuse(body_);
  parser_.emplace(request_, body_, largest_header_);
  admitted_.forget();
  name_ = {};
  begun_ = {};
  route_ = nullptr;
  stage_ = Stage::header;
}

std::optional<Conversation::Next> Conversation::read_header() {
  if (in_this_write_ >= environment_.limits.pipelined_max || out_.size() >= kept_bytes_max) {
    return Next::write;
  }
  // RFC 9112 §2.2: empty lines before a request line are passed over.
  while (input_.parsed_count() == 0 && input_.unread().starts_with("\r\n")) {
    input_.parsed(2);
    input_.next_request();
  }
  // A request at the end of the buffer needs room behind it for its rest and its body.
  if (input_.parsed_count() == 0 && input_.room().empty() && input_.rewind_to_front()) {
    parser_.emplace(request_, body_, largest_header_);
  }
  if (input_.unread().empty() || input_.current() == "\r") return Next::read;
  if (begun_ == std::chrono::steady_clock::time_point{}) {
    begun_ = opened_ = std::chrono::steady_clock::now();
  }

  boost::beast::error_code ec;
  input_.parsed(parser_->put(as_buffer(input_.unread()), ec));
  if (ec == boost::beast::http::error::need_more) return need_more_header();
  // A body is read behind its header, which stays where it is: so there must be room behind it.
  if (!ec && parser_->has_body() && !input_.has_room_ahead() && input_.rewind_to_front()) {
    parser_.emplace(request_, body_, largest_header_);
    return std::nullopt;
  }
  if (ec) {
    errc why = refusal_code(ec);
    if (why == errc::bad_version && !names_version(input_.current())) why = errc::malformed_request;
    end_with(why);
  } else {
    header_complete();
  }
  return std::nullopt;
}

std::optional<Conversation::Next> Conversation::need_more_header() {
  const bool has_target = input_.parsed_count() != 0;
  if (!has_target && target_runs_over(input_.current(), largest_header_.target_bytes_max)) {
    end_with(errc::target_too_long);
    return std::nullopt;
  }
  if (input_.current().size() >= environment_.limits.header_bytes_max) {
    HeaderLimits allowed = largest_header_;
    if (has_target) {
      const auto path = normal_path(request_.path, path_);
      allowed = header_limits(
          environment_.router.match(request_.method, path, roles_, path_parameters_).route);
    }
    if (input_.current().size() >= allowed.bytes_max) {
      end_with(errc::header_too_large);
      return std::nullopt;
    }
    if (input_.room().empty()) {
      input_.make_room(allowed.bytes_max);
      parser_.emplace(request_, body_, largest_header_);
      return Next::read;
    }
  }
  if (input_.rewind_to_front()) parser_.emplace(request_, body_, largest_header_);
  return Next::read;
}

HeaderLimits Conversation::header_limits(const Route* route) const {
  return route != nullptr && route->header_limits ? *route->header_limits
                                                  : environment_.limits.header();
}

std::optional<errc> Conversation::header_refusal() const {
  const HeaderLimits allowed = header_limits(route_);
  if (request_.target.size() > allowed.target_bytes_max) return errc::target_too_long;
  if (input_.parsed_count() > allowed.bytes_max) return errc::header_too_large;
  if (request_.header_fields.size() > allowed.fields_max) return errc::too_many_fields;
  return std::nullopt;
}

bool Conversation::keeps_alive() const {
  // What is left of a body would be read as the next request.
  return parser_->keep_alive() && parser_->is_done();
}

void Conversation::header_complete() {
  input_.header_ends();
  name_ = name_in(request_);
  // A refusal leaves a body unread, so it ends the connection; one without a body goes on.
  make_response(keeps_alive());
  request_.path = normal_path(request_.path, path_);
  Router::Match match =
      environment_.router.match(request_.method, request_.path, roles_, path_parameters_);
  route_ = match.route;
  if (route_ == nullptr || !route_->asked_often) make_name();
  if (const auto why = header_refusal()) return end_with(*why);
  if (route_ == nullptr) {
    if (auto problem = text_problem(request_)) return refuse(*std::move(problem));
    if (request_.method == boost::beast::http::verb::options && !match.allow.empty()) {
      return answer_options(match);
    }
    allow_ = std::move(match.allow);
    elsewhere_ = match.elsewhere;
    return refuse(allow_.empty() ? errc::not_found : errc::method_not_allowed);
  }
  if (!admitted()) return;
  if (route_->header_only) {
    stage_ = Stage::dispatch;
    return;
  }
  if (auto problem = text_problem(request_)) return refuse(*std::move(problem));
  if (auto problem = conditions_problem(request_, route_->conditions)) {
    return refuse(*std::move(problem));
  }
  if (parser_->expects_unknown()) return refuse(errc::unknown_expectation);
  if (!route_->answer_type.empty() && !is_acceptable(request_, route_->answer_type)) {
    return refuse(errc::not_acceptable);
  }
  if (!parser_->has_body()) {
    const bool has_length = request_.count("Content-Length") != 0;
    if (route_->body_required && !has_length) return refuse(errc::length_required);
    stage_ = Stage::dispatch;
    return;
  }
  why_no_body_ = body_refusal();
  // A chunked body may turn out to be none.
  const bool may_be_none = parser_->chunked() && !parser_->expects_continue();
  if (why_no_body_ && !may_be_none) return refuse(*why_no_body_);
  parser_->body_limit(body_bytes_max());
  parser_->keep_body(!route_->body_types.empty());
  parser_->eager(true);
  stage_ = Stage::body;
  if (parser_->expects_continue() && input_.unread().empty()) {
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  }
}

bool Conversation::admitted() {
  if (!route_->admission) return true;
  make_exchange();
  try {
    if (route_->admission(*exchange_)) return true;
    request_answered();
  } catch (const std::exception& thrown) {
    note(thrown);
    fail(failure_);
  }
  return false;
}

std::optional<errc> Conversation::body_refusal() const {
  const auto coding = request_.header("Content-Encoding");
  if (coding && !boost::beast::iequals({coding->data(), coding->size()}, "identity")) {
    return errc::content_encoding;
  }
  if (!route_->body_types.empty()) {
    const auto type = request_.header("Content-Type");
    if (!type || request_.count("Content-Type") > 1 ||
        !media_type_is_one_of(*type, route_->body_types)) {
      return errc::unsupported_media_type;
    }
  }
  const auto length = parser_->content_length();
  if (length && *length > body_bytes_max()) return errc::content_too_large;
  return std::nullopt;
}

std::optional<Conversation::Next> Conversation::read_body() {
  while (!parser_->is_done()) {
    boost::beast::error_code ec = boost::beast::http::error::need_more;
    if (!input_.unread().empty()) input_.parsed(parser_->put(as_buffer(input_.unread()), ec));
    if (why_no_body_ && parser_->has_body_bytes()) {
      end_with(*why_no_body_);
      return std::nullopt;
    }
    if (ec == boost::beast::http::error::need_more) {
      input_.drop_parsed_body();
      if (!input_.room().empty()) return Next::read;
      ec = errc::bad_chunk;
    }
    if (ec) {
      end_with(refusal_code(ec));
      return std::nullopt;
    }
  }
  request_.body = body_;
  stage_ = Stage::dispatch;
  return std::nullopt;
}

void Conversation::dispatch() {
  stage_ = route_->fast ? Stage::fast : Stage::handler;
  if (stage_ == Stage::handler) return;
  make_response(keeps_alive());
  make_exchange();
  if (!route_->foresee) return;
  try {
    route_->foresee(*exchange_);
  } catch (const std::exception& thrown) {
    note(thrown);
    fail(failure_);
  }
}

void Conversation::answer_fast() {
  try {
    if (route_->fast(*exchange_)) return request_answered();
  } catch (const std::exception& thrown) {
    note(thrown);
    return fail(failure_);
  }
  stage_ = Stage::handler;
}

std::optional<Conversation::Next> Conversation::begin_handler() {
  if (!route_->handler) {
    fail("it has no handler for this request");
    return std::nullopt;
  }
  if (!out_.empty()) return Next::write;  // earlier answers do not wait for this one
  opened_ = std::chrono::steady_clock::now();
  make_response(keeps_alive());
  make_exchange();
  stage_ = Stage::running;
  return Next::run;
}

Task<void> Conversation::run() {
  try {
    co_await route_->handler(*exchange_);
  } catch (const std::exception& thrown) {
    note(thrown);
    if (response_->committed()) {
      break_off();
    } else {
      response_->restart();
    }
  }
  if (!broken_ && response_->begun() && !response_->complete()) response_->finish();
}

void Conversation::request_answered() {
  if (broken_) {
    stage_ = Stage::ended;
    return;
  }
  if (!response_->complete()) return fail(failure_);
  environment_.counts.requests.fetch_add(1, std::memory_order_relaxed);
  if (environment_.sight != nullptr) tell_of_answer();
  ++in_this_write_;
  if (response_->keep_alive()) {
    next_request();
  } else {
    stage_ = Stage::ended;
  }
}

void Conversation::make_response(bool keep_alive) {
  response_.emplace(out_, request_.method == boost::beast::http::verb::head,
                    keep_alive && !environment_.stopping, parser_->http_1_0(),
                    environment_.date_line);
  response_->name(name_.id);
}

void Conversation::make_exchange() {
  exchange_.emplace(request_, *response_, executor_, path_parameters_, admitted_, &stream_);
}

}  // namespace ledger::http
