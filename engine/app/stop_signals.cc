#include "engine/app/stop_signals.h"

#include <unistd.h>

#include <csignal>
#include <utility>

#include "engine/app/exit_code.h"

namespace reg2graph {
namespace {

void EndNow(int) { _exit(kExitStopped); }

void Handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void EndAtSignals() {
  Handle(SIGINT, EndNow);
  Handle(SIGTERM, EndNow);
  Handle(SIGPIPE, SIG_IGN);
  Handle(SIGXFSZ, SIG_IGN);
}

StopSignals::StopSignals(std::chrono::milliseconds timeout, Actions actions)
    : set_(io_, SIGINT, SIGTERM), timeout_(timeout), actions_(std::move(actions)) {
  Wait();
  thread_ = std::thread([this] { io_.run(); });
}

StopSignals::~StopSignals() {
  io_.stop();
  thread_.join();
}

void StopSignals::Wait() {
  set_.async_wait([this](boost::system::error_code error, int) {
    if (error) return;
    if (seen_) _exit(kExitInterrupted);
    seen_ = true;
    deadline_.Arm(timeout_, actions_.late);
    actions_.stop();
    Wait();
  });
}

}  // namespace reg2graph
