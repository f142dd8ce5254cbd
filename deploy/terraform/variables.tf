variable "name" {
  type        = string
  default     = "reg2graph"
  description = "Of the stack"
}

variable "image_uri" {
  type        = string
  description = "The image, e.g. ACCOUNT.dkr.ecr.REGION.amazonaws.com/reg2graph:0.1.0"
}

variable "repository_arn" {
  type        = string
  default     = ""
  description = "Of the image's private repository in ECR; empty for a public one"
}

variable "architecture" {
  type        = string
  default     = "X86_64"
  description = "X86_64 or ARM64, of which the image must be"
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type        = list(string)
  description = "From here Neo4j, S3, SQS, the registry and the log service must be reached"
}

variable "assign_public_ip" {
  type        = bool
  default     = false
  description = "true in a public subnet without a NAT gateway"
}

variable "neo4j_secret_arn" {
  type        = string
  description = "A secret with the JSON members uri, username, password and database"
}

variable "kms_key_arn" {
  type        = string
  default     = ""
  description = "A key of your own for the bucket and the secret; empty for those of AWS"
}

variable "private_ca" {
  type        = bool
  default     = false
  description = "true if the secret has a member ca, the certificates of the authority that Neo4j's TLS is signed by (PEM)"
}

variable "neo4j_port" {
  type        = number
  default     = 7474
  description = "The port in the secret's uri; 443 for Aura"
}

variable "max_tasks" {
  type        = number
  default     = 2
  description = "Workers that a long queue starts, beside the one that the first event starts"
}

variable "capacity_provider" {
  type        = string
  default     = "FARGATE"
  description = "FARGATE or FARGATE_SPOT"
}

variable "alarm_email" {
  type        = string
  default     = ""
  description = "Where alarms go; empty for nowhere"
}

variable "log_days" {
  type    = number
  default = 30
}
