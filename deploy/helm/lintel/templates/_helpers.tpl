{{- define "lintel.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "lintel.selector" -}}
app.kubernetes.io/name: lintel
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Without the chart's version: another one alone makes no new pods. */}}
{{- define "lintel.podLabels" -}}
{{ include "lintel.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
{{- with .Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "lintel.labels" -}}
{{ include "lintel.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "lintel.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* The ConfigMap's name: with a hash of what it holds, unless the pods that run are to take another one over. */}}
{{- define "lintel.configName" -}}
{{- $name := printf "%s-config" (include "lintel.fullname" .) -}}
{{- if eq .Values.onConfigChange "revision" -}}
{{- printf "%s-%s" $name (.Values.config | sha256sum | trunc 10) -}}
{{- else -}}
{{- $name -}}
{{- end -}}
{{- end -}}

{{- define "lintel.secretName" -}}
{{- if .Values.keys.create -}}
{{ include "lintel.fullname" . }}-keys
{{- else -}}
{{ .Values.keys.existingSecret }}
{{- end -}}
{{- end -}}

{{- define "lintel.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "lintel.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{/* The variables of both kinds, but for what a Deployment alone has. */}}
{{- define "lintel.env" -}}
{{- with .Values.profile }}
- name: QUARKUS_PROFILE
  value: {{ . | quote }}
{{- end }}
{{- with .Values.otlp.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.otlp.protocol }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ . | quote }}
{{- end }}
- name: SHUTDOWN_DRAIN_TIMEOUT
  value: {{ .Values.shutdown.drainSeconds }}s
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "lintel.resourceAttributes" -}}
{{- $attributes := list -}}
{{- range $name, $value := .Values.otlp.resourceAttributes -}}
{{- $attributes = append $attributes (printf "%s=%s" $name $value) -}}
{{- end -}}
{{- join "," $attributes -}}
{{- end -}}

{{- define "lintel.envFrom" -}}
{{- with (include "lintel.secretName" .) }}
- secretRef:
    name: {{ . }}
{{- if $.Values.keys.optional }}
    optional: true
{{- end }}
{{- end }}
{{- with .Values.envFrom }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "lintel.tight" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "lintel.volumeMounts" -}}
# The whole directory: a file by subPath would never be changed.
- name: config
  mountPath: /app/config
  readOnly: true
{{- with .Values.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "lintel.volumes" -}}
- name: config
  configMap:
    name: {{ include "lintel.configName" . }}
{{- with .Values.volumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Where calls go out, of both kinds. */}}
{{- define "lintel.egress" -}}
# Names. The address is that of a cache on each node, where there is one.
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
    - ipBlock:
        cidr: 169.254.20.10/32
  ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
- to:
    - podSelector:
        matchLabels:
          {{- toYaml .Values.networkPolicy.collector | nindent 10 }}
  ports:
    - port: 4317
      protocol: TCP
    - port: 4318
      protocol: TCP
# Providers, which are out in the world.
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
    - ipBlock:
        cidr: ::/0
        except: ["::1/128", "fc00::/7", "fe80::/10"]
  ports:
    - port: 443
      protocol: TCP
{{- with .Values.networkPolicy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What the schema cannot say. */}}
{{- define "lintel.check" -}}
{{- with (get (fromYaml .Values.config) "Error") -}}
{{- fail (printf "config is no YAML: %s" .) -}}
{{- end -}}
{{- if eq .Values.kind "knative" -}}
{{- if le (int .Values.knative.timeoutSeconds) (add 30 (int .Values.shutdown.drainSeconds) 7) -}}
{{- fail (printf "knative.timeoutSeconds (%v) must be more than 30 + shutdown.drainSeconds (%v) + 7: streams would be cut off" .Values.knative.timeoutSeconds .Values.shutdown.drainSeconds) -}}
{{- end -}}
{{- if .Values.podMonitor.enabled -}}
{{- fail "podMonitor.enabled: the pods of a Knative Service have no admin port; metrics go to otlp.endpoint" -}}
{{- end -}}
{{- if or .Values.nodeSelector .Values.tolerations .Values.affinity .Values.priorityClassName -}}
{{- fail "nodeSelector, tolerations, affinity, priorityClassName: Knative takes them by feature flags only" -}}
{{- end -}}
{{- else if le (int .Values.shutdown.graceSeconds) (add (int .Values.shutdown.preStopSeconds) (int .Values.shutdown.drainSeconds) 7) -}}
{{- fail (printf "shutdown.graceSeconds (%v) must be more than preStopSeconds (%v) + drainSeconds (%v) + 7: streams would be cut off" .Values.shutdown.graceSeconds .Values.shutdown.preStopSeconds .Values.shutdown.drainSeconds) -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- end -}}
