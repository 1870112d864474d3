#include "events/followed/conversation.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

namespace ledger::followed {

namespace http = boost::beast::http;

void Conversation::ask(const Question& question) {
  question_ = question;
  request_ = remote::HttpRequest(http::verb::get, node_.prefix + target_of(question), 11);
  request_.set(http::field::host, node_.authority());
  request_.set(http::field::user_agent, "tokenledger-follower");
  request_.set(http::field::accept, "application/jsonl, application/problem+json");
  request_.set(http::field::authorization, "Bearer " + std::string(token_.reveal()));
  parser_.emplace();
  parser_->body_limit(answer_bytes_max(question));
  deadline_ = Clock::now() + question.wait + patience_;
  asking_ = true;
  over_ = false;
  failure_ = nullptr;
  context_.restart();
  boost::asio::co_spawn(context_.get_executor(), converse(), [this](std::exception_ptr failure) {
    failure_ = std::move(failure);
    over_ = true;
  });
}

remote::Done Conversation::converse() {
  if (!connection_) {
    connection_.emplace(context_.get_executor(), node_);
    co_await connection_->open(deadline_);
  }
  asked_ = log::boot_time_now();
  co_await connection_->ask(request_, *parser_);
}

std::optional<Conversation::Told> Conversation::answer(Clock::time_point until) {
  while (!over_ && !woken_.exchange(false)) {
    const auto now = Clock::now();
    if (now >= deadline_)
      return Told{Trouble{log::errc::unavailable, "it does not answer"}, asked_};
    if (context_.poll_one() == 0) context_.run_one_until(std::min(until, deadline_));
    if (!over_ && Clock::now() >= until) return std::nullopt;
  }
  if (!over_) return std::nullopt;
  asking_ = false;
  if (failure_) return Told{failed(), asked_};
  if (!parser_->keep_alive()) connection_.reset();
  return Told{read_answer(parser_->get(), question_), asked_};
}

Trouble Conversation::failed() const {
  try {
    std::rethrow_exception(failure_);
  } catch (const boost::system::system_error& error) {
    // Its what() names a place in Boost's sources.
    return {log::errc::unavailable, error.code().message()};
  } catch (const std::exception& error) {
    return {log::errc::unavailable, error.what()};
  }
}

void Conversation::wake() {
  woken_ = true;
  boost::asio::post(context_, [] {});
}

}  // namespace ledger::followed
