# Template A as a module: the stack of ../cloudformation/reg2graph.yaml, so that both describe the same. Its parameters
# are the variables of variables.tf.
#
#   module "reg2graph" {
#     source           = "./deploy/terraform"
#     image_uri        = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/reg2graph:0.1.0"
#     repository_arn   = aws_ecr_repository.reg2graph.arn
#     vpc_id           = aws_vpc.main.id
#     subnet_ids       = aws_subnet.private[*].id
#     neo4j_secret_arn = aws_secretsmanager_secret.neo4j.arn
#     neo4j_port       = 7473
#   }

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

resource "aws_cloudformation_stack" "reg2graph" {
  name          = var.name
  template_body = file("${path.module}/../cloudformation/reg2graph.yaml")
  capabilities  = ["CAPABILITY_IAM"]
  on_failure    = "ROLLBACK"

  parameters = {
    ImageUri         = var.image_uri
    RepositoryArn    = var.repository_arn
    Architecture     = var.architecture
    VpcId            = var.vpc_id
    SubnetIds        = join(",", var.subnet_ids)
    AssignPublicIp   = var.assign_public_ip ? "ENABLED" : "DISABLED"
    Neo4jSecretArn   = var.neo4j_secret_arn
    KmsKeyArn        = var.kms_key_arn
    PrivateCa        = var.private_ca ? "yes" : "no"
    Neo4jPort        = var.neo4j_port
    MaxTasks         = var.max_tasks
    CapacityProvider = var.capacity_provider
    AlarmEmail       = var.alarm_email
    LogDays          = var.log_days
  }
}
