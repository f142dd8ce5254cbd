#include "engine/flow/mutation_batcher.h"

#include <utility>

namespace reg2graph {

void MutationBatcher::CloseOpen() {
  if (open_) closed_.push_back(std::exchange(open_, nullptr));
  rows_ = 0;
  bytes_ = 0;
}

void MutationBatcher::Add(UnitMutations share, bool alone, Clock::time_point now) {
  const size_t rows = share.Rows();
  const size_t bytes = share.Bytes();
  if (open_ && (alone || rows_ + rows > limits_.rows || bytes_ + bytes > limits_.bytes)) CloseOpen();
  if (!open_) {
    open_ = std::make_shared<MutationBatch>();
    opened_ = now;
  }
  open_->units.push_back(std::move(share));
  rows_ += rows;
  bytes_ += bytes;
  if (alone || rows_ >= limits_.rows || bytes_ >= limits_.bytes) CloseOpen();
}

std::shared_ptr<const MutationBatch> MutationBatcher::Take(bool flush, Clock::time_point now) {
  if (closed_.empty() && open_ && (flush || now >= due())) CloseOpen();
  if (closed_.empty()) return nullptr;
  std::shared_ptr<MutationBatch> batch = std::move(closed_.front());
  closed_.pop_front();
  return batch;
}

}  // namespace reg2graph
