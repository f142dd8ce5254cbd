output "bucket_name" {
  value = aws_cloudformation_stack.reg2graph.outputs["BucketName"]
}

output "queue_url" {
  value = aws_cloudformation_stack.reg2graph.outputs["QueueUrl"]
}

output "dead_letter_queue_url" {
  value = aws_cloudformation_stack.reg2graph.outputs["DeadLetterQueueUrl"]
}

output "cluster_name" {
  value = aws_cloudformation_stack.reg2graph.outputs["ClusterName"]
}

output "log_group_name" {
  value = aws_cloudformation_stack.reg2graph.outputs["LogGroupName"]
}

output "security_group_id" {
  value = aws_cloudformation_stack.reg2graph.outputs["SecurityGroupId"]
}
