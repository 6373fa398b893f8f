"""Why one scenario ends otherwise than another: shares of policy components and of mechanisms."""
