#include "tests/support/log_server.hpp"

#include <boost/asio/read.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "events/log/record_line.hpp"

namespace ledger::support {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

LogServer::Reply reply_of(unsigned status, const std::string& type, std::string body) {
  LogServer::Reply reply(http::int_to_status(status), 11);
  reply.set(http::field::content_type, type);
  reply.body() = std::move(body);
  reply.prepare_payload();
  return reply;
}

/// `limit` of `/v1/log?limit=1&after=2`.
std::optional<std::uint64_t> parameter(const std::string& target, const std::string& name) {
  for (const auto* before : {"?", "&"}) {
    const auto found = target.find(before + name + '=');
    if (found != target.npos) return std::stoull(target.substr(found + name.size() + 2));
  }
  return std::nullopt;
}

}  // namespace

LogServer::Reply problem_reply(unsigned status, const std::string& type) {
  return reply_of(status, "application/problem+json",
                  R"({"type":"urn:tokenledger:problem:)" + type + R"(","detail":"Try again."})");
}

LogServer::LogServer(log::EventLog& log) : log_(log) { resume(); }

LogServer::~LogServer() { stop(); }

remote::ServerAddress LogServer::address() const {
  return remote::ServerAddress::parse("http://127.0.0.1:" + std::to_string(port_)).value();
}

void LogServer::answer_instead(Instead instead) {
  const std::lock_guard lock(mutex_);
  instead_ = std::move(instead);
}

void LogServer::stop() {
  if (stopping_.exchange(true)) return;
  ::shutdown(acceptor_->native_handle(), SHUT_RDWR);
  thread_.join();
  acceptor_.reset();
  for (auto& session : sessions_) ::shutdown(session.socket.native_handle(), SHUT_RDWR);
  for (auto& session : sessions_) session.thread.join();
  sessions_.clear();
}

void LogServer::resume() {
  stopping_ = false;
  acceptor_.emplace(context_, tcp::endpoint(asio::ip::address_v4::loopback(), port_), true);
  port_ = acceptor_->local_endpoint().port();
  thread_ = std::thread([this] { accept(); });
}

void LogServer::accept() {
  while (true) {
    tcp::socket socket(context_);
    boost::system::error_code ec;
    acceptor_->accept(socket, ec);
    if (stopping_) return;
    if (ec) continue;
    auto& session = sessions_.emplace_back(Session{std::move(socket), {}});
    session.thread = std::thread([this, &session] { serve(session.socket); });
  }
}

void LogServer::serve(tcp::socket& socket) {
  boost::beast::flat_buffer buffer;
  boost::system::error_code ec;
  while (!stopping_) {
    remote::HttpRequest request;
    http::read(socket, buffer, request, ec);
    if (ec) break;
    const auto reply = answer(std::string(request.target()));
    http::write(socket, reply, ec);
    if (ec || !reply.keep_alive()) break;
  }
  ::shutdown(socket.native_handle(), SHUT_RDWR);
}

LogServer::Reply LogServer::answer(const std::string& target) {
  ++asked_;
  Instead instead;
  {
    const std::lock_guard lock(mutex_);
    instead = instead_;
  }
  if (instead) {
    if (auto reply = instead(target)) return *std::move(reply);
  }
  const auto after = parameter(target, "after");
  return page(after ? std::optional(log::Position(*after)) : std::nullopt,
              parameter(target, "limit").value(),
              std::chrono::seconds(parameter(target, "wait").value_or(0)));
}

LogServer::Reply LogServer::page(std::optional<log::Position> after, std::size_t limit,
                                 std::chrono::seconds wait) {
  const auto asked = Clock::now();
  auto reader = log_.read_after(after);
  if (!reader) return problem_reply(503, "position-not-reached");
  std::vector<log::Record> records;
  do {
    if (!(*reader)->read(records, limit, milliseconds(20))) return problem_reply(503, "log");
  } while (records.empty() && Clock::now() - asked < wait && !stopping_);
  std::string body;
  for (const auto& record : records) {
    log::append_record_line(body, record);
    body += '\n';
  }
  log::AnswerEnd end;
  end.last_position = records.empty() ? after : std::optional(records.back().position);
  const auto applied = log_.known_end();
  end.more = applied && applied != end.last_position;
  end.waited = std::chrono::floor<milliseconds>(Clock::now() - asked);
  const auto now = log::boot_time_now();
  const auto complete = log_.complete_at(end.last_position.value_or(log::Position(0)), now);
  if (complete) {
    end.complete_age = std::chrono::ceil<milliseconds>(std::max(now - *complete, now - now));
  }
  log::append_answer_end(body, end);
  auto reply = reply_of(200, "application/jsonl", body + '\n');
  if (applied) reply.set("Ledger-Position", std::to_string(applied->value()));
  return reply;
}

}  // namespace ledger::support
