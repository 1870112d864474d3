#include "services/http/response.hpp"

#include <algorithm>
#include <charconv>

#include "events/token/invariant.hpp"

namespace ledger::http {
namespace {

std::string_view status_line(unsigned code) {
  switch (code) {
    case 200:
      return "HTTP/1.1 200 OK\r\n";
    case 201:
      return "HTTP/1.1 201 Created\r\n";
    case 202:
      return "HTTP/1.1 202 Accepted\r\n";
    case 204:
      return "HTTP/1.1 204 No Content\r\n";
    case 206:
      return "HTTP/1.1 206 Partial Content\r\n";
    case 301:
      return "HTTP/1.1 301 Moved Permanently\r\n";
    case 302:
      return "HTTP/1.1 302 Found\r\n";
    case 303:
      return "HTTP/1.1 303 See Other\r\n";
    case 304:
      return "HTTP/1.1 304 Not Modified\r\n";
    case 307:
      return "HTTP/1.1 307 Temporary Redirect\r\n";
    case 308:
      return "HTTP/1.1 308 Permanent Redirect\r\n";
    case 400:
      return "HTTP/1.1 400 Bad Request\r\n";
    case 401:
      return "HTTP/1.1 401 Unauthorized\r\n";
    case 403:
      return "HTTP/1.1 403 Forbidden\r\n";
    case 404:
      return "HTTP/1.1 404 Not Found\r\n";
    case 405:
      return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 406:
      return "HTTP/1.1 406 Not Acceptable\r\n";
    case 408:
      return "HTTP/1.1 408 Request Timeout\r\n";
    case 409:
      return "HTTP/1.1 409 Conflict\r\n";
    case 410:
      return "HTTP/1.1 410 Gone\r\n";
    case 411:
      return "HTTP/1.1 411 Length Required\r\n";
    case 412:
      return "HTTP/1.1 412 Precondition Failed\r\n";
    case 413:
      return "HTTP/1.1 413 Content Too Large\r\n";
    case 414:
      return "HTTP/1.1 414 URI Too Long\r\n";
    case 415:
      return "HTTP/1.1 415 Unsupported Media Type\r\n";
    case 416:
      return "HTTP/1.1 416 Range Not Satisfiable\r\n";
    case 417:
      return "HTTP/1.1 417 Expectation Failed\r\n";
    case 421:
      return "HTTP/1.1 421 Misdirected Request\r\n";
    case 422:
      return "HTTP/1.1 422 Unprocessable Content\r\n";
    case 426:
      return "HTTP/1.1 426 Upgrade Required\r\n";
    case 428:
      return "HTTP/1.1 428 Precondition Required\r\n";
    case 429:
      return "HTTP/1.1 429 Too Many Requests\r\n";
    case 431:
      return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case 500:
      return "HTTP/1.1 500 Internal Server Error\r\n";
    case 501:
      return "HTTP/1.1 501 Not Implemented\r\n";
    case 502:
      return "HTTP/1.1 502 Bad Gateway\r\n";
    case 503:
      return "HTTP/1.1 503 Service Unavailable\r\n";
    case 504:
      return "HTTP/1.1 504 Gateway Timeout\r\n";
    case 505:
      return "HTTP/1.1 505 HTTP Version Not Supported\r\n";
    default:
      return {};
  }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// A whole line, in one step. A value that came from outside must not begin a line of its own:
/// controls become spaces.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  const auto begin = out.size();
  out.resize(begin + name.size() + value.size() + 4);
  char* to = out.data() + begin;
  to += name.copy(to, name.size());
  *to++ = ':';
  *to++ = ' ';
  to = std::transform(value.begin(), value.end(), to,
                      [](char c) { return is_control(c) ? ' ' : c; });
  *to++ = '\r';
  *to = '\n';
}

}  // namespace

Response::Response(std::string& out, bool head_only, bool keep_alive, bool say_keep_alive,
                   std::string_view date_line)
    : out_(out),
      begin_(out.size()),
      head_only_(head_only),
      keep_alive_(keep_alive),
      say_keep_alive_(say_keep_alive),
      date_line_(date_line) {}

Response& Response::status(unsigned code) {
  const std::string_view line = status_line(code);
  token::invariant(!line.empty() && status_code_ == 0);
  status_code_ = code;
  out_.append(line);
  return *this;
}

Response& Response::header(std::string_view name, std::string_view value) {
  token::invariant(status_code_ != 0 && !complete_);
  append_field(out_, name, value);
  return *this;
}

Response& Response::header(std::string_view name, std::uint64_t value) {
  token::invariant(status_code_ != 0 && !complete_);
  char digits[20];
  const char* end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  append_field(out_, name, {digits, static_cast<std::size_t>(end - digits)});
  return *this;
}

void Response::end_of_header() {
  // Almost all that is answered depends on credentials, speaks of tokens, or is of this moment.
  append_field(out_, "Cache-Control", cache_control_);
  out_.append(date_line_);
  if (!request_id_.empty()) append_field(out_, "X-Request-Id", request_id_);
  if (!keep_alive_) {
    out_.append("Connection: close\r\n");
  } else if (say_keep_alive_) {
    out_.append("Connection: keep-alive\r\n");
  }
  out_.append("\r\n");
}

void Response::body(std::string_view content_type, std::string_view content) {
  header("Content-Type", content_type);
  if (status_code_ != 204 && status_code_ != 304) header("Content-Length", content.size());
  end_of_header();
  complete_ = true;
  if (!head_only_ && status_code_ != 204 && status_code_ != 304) out_.append(content);
}

void Response::no_body() {
  if (status_code_ != 204 && status_code_ != 304) header("Content-Length", std::uint64_t{0});
  end_of_header();
  complete_ = true;
}

void Response::begin(std::string_view content_type) {
  header("Content-Type", content_type);
  if (is_chunked()) {
    header("Transfer-Encoding", "chunked");
  } else {
    close();
  }
  end_of_header();
  begun_ = true;
}

void Response::piece(std::string_view content) {
  token::invariant(begun_ && !complete_ && content.size() <= piece_max);
  if (head_only_ || content.empty()) return;  // an empty chunk would be the last
  if (!is_chunked()) {
    out_.append(content);
    return;
  }
  char size[8];
  const char* end = std::to_chars(size, size + sizeof size, content.size(), 16).ptr;
  out_.append(size, static_cast<std::size_t>(end - size)).append("\r\n");
  out_.append(content).append("\r\n");
}

void Response::finish() {
  token::invariant(begun_ && !complete_);
  if (!head_only_ && is_chunked()) out_.append("0\r\n\r\n");
  complete_ = true;
}

void Response::restart() {
  token::invariant(!committed_);
  out_.resize(begin_);
  status_code_ = 0;
  cache_control_ = no_cache_keeps_it;
  begun_ = false;
  complete_ = false;
}

}  // namespace ledger::http
